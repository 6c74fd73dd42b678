using Histo.Ssl.Features;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.Training;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Histo.Ssl.Mil.SlideModels;

/// <summary>From a cohort of features to a slide-level model: cross-validation, a final model, metrics, report. Run again, it goes on where it stopped.</summary>
/// <remarks>
/// In the folder: <c>metrics.json</c>, <c>predictions.csv</c>, <c>curves.csv</c>, <c>report.html</c>, <c>folds/</c> with the models of the folds, <c>model/</c> with the final one and, where the features are of
/// <see cref="FeatureExtractionPipeline"/>, the encoder that made them. A finished fold or final model is not trained again; a fold of other settings stops the run.
/// </remarks>
/// <param name="extraction">Extracts the features of further slides; stays the caller's.</param>
/// <param name="loggers">Where to log; null for nowhere.</param>
public sealed class SlideModelPipeline(FeatureExtractionPipeline extraction, ILoggerFactory? loggers = null)
{
    private readonly ILogger _log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<SlideModelPipeline>();

    /// <summary>Cross-validates, trains the final model, writes the files.</summary>
    /// <param name="cohort">Bags with labels.</param>
    /// <param name="options">Aggregator, training, folds.</param>
    /// <param name="folder">Where the files go; made when missing.</param>
    /// <param name="features">Folder of the extraction, or of its stores, whose encoder is kept with the model; null to keep none.</param>
    /// <param name="progress">Told after every epoch and every fold, on the calling thread; null for nobody.</param>
    /// <param name="cancellation">Stops between bags; finished folds stay.</param>
    /// <returns>What came out.</returns>
    /// <exception cref="HistoException">The errors of <see cref="CrossValidation.Run"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SlideModelOutcome Train(
        MilCohort cohort, CrossValidationOptions options, string folder, string? features = null, IProgress<CrossValidationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        folder = Path.GetFullPath(folder);
        var validation = new CrossValidation(cohort, options);
        CrossValidationResult result = validation.Run(folder, progress, cancellation);
        _log.LogInformation("{Folds} trainings of {Aggregator} are finished in {Folder}", result.Folds.Count, options.Aggregator.Name, folder);
        CohortSplit split = FinalSplit(cohort, options);
        MilTrainingResult? training = TrainFinal(validation, split, options.Training.Seed, folder, cancellation);
        bool encoder = features is not null && SlideModelFolder.KeepEncoder(features, SlideModelFolder.ModelOf(folder));
        new CrossValidationFiles(result).Write(folder);
        _log.LogInformation("Final model of {Bags} bags in {Folder}", split.Training.Count, SlideModelFolder.ModelOf(folder));
        return new SlideModelOutcome(folder, result, split.Training.Count, training, encoder);
    }

    /// <summary>Trains on a thread of its own, because torch belongs to a thread. The parameters, errors and result are those of <see cref="Train"/>.</summary>
    /// <param name="cohort">The bags.</param>
    /// <param name="options">The options.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="features">The extraction.</param>
    /// <param name="progress">Told on the run's thread.</param>
    /// <param name="cancellation">Stops the run; the task is then cancelled.</param>
    public Task<SlideModelOutcome> TrainAsync(
        MilCohort cohort, CrossValidationOptions options, string folder, string? features = null, IProgress<CrossValidationProgress>? progress = null, CancellationToken cancellation = default) =>
        Task.Factory.StartNew(() => Train(cohort, options, folder, features, progress, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>Opens a trained model.</summary>
    /// <param name="folder">Folder of a run, or its folder <c>model</c>.</param>
    /// <returns>The model; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS2045: there is no model, or a newer one. HS1502: the weights do not fit. HS0003: the weights are damaged.</exception>
    public SlideModel Open(string folder) => new(folder, extraction);

    // All bags, but those that choose the epoch or the threshold.
    private static CohortSplit FinalSplit(MilCohort cohort, CrossValidationOptions options)
    {
        if (options.Training.Selection == EpochSelection.Last && !options.ChooseThreshold)
        {
            return new CohortSplit(0, cohort.Bags, [], []);
        }

        CohortSplit first = PatientFolds.Create(cohort, Math.Max(2, (int)Math.Round(1 / options.ValidationShare)), 0, options.Training.Seed, options.BySlide)[0];
        return new CohortSplit(0, first.Training, first.Test, []);
    }

    private static MilTrainingResult? TrainFinal(CrossValidation validation, CohortSplit split, ulong seed, string folder, CancellationToken cancellation)
    {
        string place = SlideModelFolder.ModelOf(folder);
        if (File.Exists(Path.Combine(place, "model.json")))
        {
            return null;
        }

        (MilModel model, MilTrainingResult training) = validation.TrainModel(split, seed, null, cancellation);
        using (model)
        {
            model.Save(place);
        }

        return training;
    }
}
