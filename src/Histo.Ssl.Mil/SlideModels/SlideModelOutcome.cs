using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.Training;

namespace Histo.Ssl.Mil.SlideModels;

/// <summary>What a run of <see cref="SlideModelPipeline"/> ended with.</summary>
/// <param name="Folder">Folder of the run.</param>
/// <param name="Result">Predictions and metrics of the cross-validation.</param>
/// <param name="Bags">Number of bags that the final model learnt from.</param>
/// <param name="Training">How the final model was trained; null: it was there from an earlier start.</param>
/// <param name="HasEncoder">Whether the encoder of the features lies beside the final model, so that it reads further slides.</param>
public sealed record SlideModelOutcome(string Folder, CrossValidationResult Result, int Bags, MilTrainingResult? Training, bool HasEncoder)
{
    /// <summary>Gets the folder of the final model, for <see cref="SlideModelPipeline.Open"/>.</summary>
    public string ModelFolder => SlideModelFolder.ModelOf(Folder);

    /// <summary>Gets the report, one HTML file.</summary>
    public string ReportFile => Path.Combine(Folder, CrossValidationFiles.ReportName);
}
