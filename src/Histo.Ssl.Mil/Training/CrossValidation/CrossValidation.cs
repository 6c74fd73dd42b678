using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Mil.Training;

/// <summary>Trains and tests a slide-level model fold by fold; a fold that is finished in the folder is not trained again.</summary>
/// <remarks>A training gets its training and validation bags only; the test bags are behind a seal until its model is finished.</remarks>
/// <param name="cohort">The cohort.</param>
/// <param name="options">Settings.</param>
public sealed class CrossValidation(MilCohort cohort, CrossValidationOptions options)
{
    /// <summary>Name of the folder with one folder a training.</summary>
    public const string FoldsName = "folds";

    /// <summary>Runs the cross-validation.</summary>
    /// <param name="folder">Where models and finished folds go; null to keep nothing.</param>
    /// <param name="progress">Told after every epoch and every fold.</param>
    /// <param name="cancellation">Stops between bags; finished folds stay.</param>
    /// <returns>Predictions of every bag by a model that never saw its patient.</returns>
    /// <exception cref="HistoException">HS0001, HS1806, HS1807, HS2046, HS2047 and the errors of reading and training.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public CrossValidationResult Run(string? folder = null, IProgress<CrossValidationProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Training.Validate();
        var folds = new List<FoldRecord>();
        var plan = new List<(int Repeat, CohortSplit Split)>();
        for (int repeat = 0; repeat < options.Repeats; repeat++)
        {
            double share = options.Training.Selection == EpochSelection.Last && !options.ChooseThreshold ? 0 : options.ValidationShare;
            IReadOnlyList<CohortSplit> splits = options.Splits ?? PatientFolds.Create(cohort, options.Folds, share, options.Training.Seed + (ulong)repeat, options.BySlide);
            plan.AddRange(splits.Select(split => (repeat, split)));
        }

        foreach ((int repeat, CohortSplit split) in plan)
        {
            string? own = folder is null ? null : Path.Combine(folder, FoldsName, $"{repeat}-{split.Index}");
            folds.Add(Finished(own, Key(repeat, split)) ?? Train(own, repeat, split, plan.Count, folds.Count, progress, cancellation));
            progress?.Report(new CrossValidationProgress(folds.Count, plan.Count, null, options.Training.Epochs));
        }

        return new CrossValidationResult(cohort, options, folds);
    }

    /// <summary>Trains one model on training bags and saves it; used for each fold, and for a final model on a split of the whole cohort.</summary>
    /// <param name="split">The split; its test bags are not touched.</param>
    /// <param name="seed">Seed of weights and training.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between bags.</param>
    /// <returns>The model, which the caller disposes, and its training.</returns>
    public (MilModel Model, MilTrainingResult Training) TrainModel(CohortSplit split, ulong seed, IProgress<EpochMeters>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        MilTrainingOptions training = options.Training.Clone();
        training.Seed = seed;
        MilTask task = MilTask.Fit(cohort, split.Training, training.Balance == ClassBalance.Weights);
        FeatureScaling? scaling = training.Standardise ? FeatureScaling.Fit(cohort.Source, split.Training, cancellation) : null;
        IBagSource source = scaling is null ? cohort.Source : new ScaledBags(cohort.Source, scaling);
        IMilAggregator aggregator = AggregatorFactory.Create(options.Aggregator, cohort.Source.Width, task.Outputs, seed);
        try
        {
            MilTrainingResult result = new MilTrainer(training).Train(aggregator, task, source, split.Training, split.Validation, progress, cancellation);
            var record = new MilModelRecord
            {
                Aggregator = options.Aggregator, InputSize = cohort.Source.Width, Task = task, Origin = cohort.Source.Origin, Scaling = scaling, Training = training, ChosenEpoch = result.ChosenEpoch,
            };
            var model = new MilModel(aggregator, record);
            return (options.ChooseThreshold && task.Outputs == 2 ? new MilModel(aggregator, record with { Threshold = Threshold(model, split.Validation, cancellation) }) : model, result);
        }
        catch
        {
            aggregator.Dispose();
            throw;
        }
    }

    private FoldRecord Train(string? folder, int repeat, CohortSplit split, int total, int done, IProgress<CrossValidationProgress>? progress, CancellationToken cancellation)
    {
        var seal = new SealedTest(repeat, split);
        var relay = new Relay(meters => progress?.Report(new CrossValidationProgress(done, total, meters, options.Training.Epochs)));
        (MilModel model, MilTrainingResult training) = TrainModel(split, options.Training.Seed + (ulong)repeat, relay, cancellation);
        using (model)
        {
            var record = new FoldRecord(Key(repeat, split), seal.Open(model, cohort.Source, cancellation), training.Epochs, training.ChosenEpoch);
            if (folder is not null)
            {
                model.Save(folder);
                AtomicFile.WriteText(Path.Combine(folder, "fold.json"), JsonSerializer.Serialize(record, MilJsonContext.Default.FoldRecord));
            }

            return record;
        }
    }

    private static FoldRecord? Finished(string? folder, string key)
    {
        if (folder is null || !File.Exists(Path.Combine(folder, "fold.json")))
        {
            return null;
        }

        FoldRecord? found = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "fold.json")), MilJsonContext.Default.FoldRecord);
        return found?.Key == key ? found : throw new HistoException(
            ErrorCodes.MilRunMismatch, "the folder holds a fold of another run", folder, found?.Key, key, "Name another output folder, or delete this one.");
    }

    private double? Threshold(MilModel model, IReadOnlyList<LabelledBag> validation, CancellationToken cancellation)
    {
        var positive = new List<bool>();
        var scores = new List<double>();
        foreach (LabelledBag each in validation)
        {
            cancellation.ThrowIfCancellationRequested();
            using Bags.Bag bag = cohort.Source.Load(each);
            positive.Add(each.Label.Class == cohort.Classes[1]);
            scores.Add(model.Predict(bag).Probabilities[1]);
        }

        return positive.Contains(true) && positive.Contains(false) ? YoudenThreshold.Of(positive.ToArray(), scores.ToArray()).Threshold : null;
    }

    // Everything that decides the outcome of a fold: who is where, with which label, and the settings.
    private string Key(int repeat, CohortSplit split)
    {
        var text = new StringBuilder();
        text.Append(repeat).Append('|').Append(options.ChooseThreshold).Append('|').Append(JsonSerializer.Serialize(
            new MilModelRecord { Aggregator = options.Aggregator, InputSize = cohort.Source.Width, Task = new MilTask { Kind = cohort.Kind, Classes = cohort.Classes }, Origin = cohort.Source.Origin, Training = options.Training },
            MilJsonContext.Default.MilModelRecord));
        foreach ((string part, IReadOnlyList<LabelledBag> bags) in new[] { ("train", split.Training), ("validation", split.Validation), ("test", split.Test) })
        {
            text.Append(part).AppendJoin(',', bags.Select(bag => $"{bag.Id}={bag.Label}"));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private sealed class Relay(Action<EpochMeters> report) : IProgress<EpochMeters>
    {
        public void Report(EpochMeters value) => report(value);
    }
}
