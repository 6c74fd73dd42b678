using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training;

public class CollapseTests
{
    /// <summary>Without its ramp SGCL attracts neighbours from the first step on, while its bank of random rows repels nothing yet: all embeddings flee to one point.</summary>
    [Fact]
    public void Run_CollapsingConfiguration_StopsAndSaysWhichMeterAndWhatToTry()
    {
        PretrainOptions options = ToyCohort.Options("sgcl", "random-tile", "resnet18");
        options.Optimization.LearningRate = 0.01;
        options.Training.Steps = 300;
        (options.Training.MetersEvery, options.Training.Collapse.Stop, options.Training.Collapse.Readings) = (1, true, 3);
        using PretrainSession session = ToyCohort.Session(options);
        session.Invoking(each => each.Run()).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error =>
            error.Code == ErrorCodes.Collapse && error.Message.Contains("deviation of the embeddings") && error.Message.Contains("Objective.Sgcl.Negatives") && error.Message.Contains("Optimization.LearningRate"));
    }
}
