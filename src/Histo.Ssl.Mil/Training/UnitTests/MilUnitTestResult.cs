namespace Histo.Ssl.Mil.Training;

/// <summary>How a model did in a unit test.</summary>
/// <param name="Test">Name of the test.</param>
/// <param name="Aggregator">Name of the model.</param>
/// <param name="TrainingAuc">AUC on new bags of the training kind: whether anything was learnt.</param>
/// <param name="TestAuc">AUC on the test bags, where the shortcut misleads.</param>
public sealed record MilUnitTestResult(string Test, string Aggregator, double TrainingAuc, double TestAuc)
{
    /// <summary>Gets whether the model passes: it ranks the test bags better than chance, AUC above 0.5.</summary>
    /// <remarks>Read it beside <see cref="TrainingAuc"/>: a model that learnt nothing is about as likely to pass as to fail. Passing is not proof, failing is.</remarks>
    public bool Passed => TestAuc > 0.5;
}
