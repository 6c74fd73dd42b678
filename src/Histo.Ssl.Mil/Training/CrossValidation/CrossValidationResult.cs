using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Mil.Training;

/// <summary>What a cross-validation found: predictions of every bag by a model that never saw its patient, and scores of them.</summary>
public sealed class CrossValidationResult
{
    private const int Resamples = 1000;

    /// <summary>Creates a result.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="options">Settings.</param>
    /// <param name="folds">Every training.</param>
    public CrossValidationResult(MilCohort cohort, CrossValidationOptions options, IReadOnlyList<FoldRecord> folds)
    {
        (Cohort, Options, Folds) = (cohort, options, folds);
        Predictions = [.. folds.SelectMany(fold => fold.Predictions)];
    }

    /// <summary>Gets the cohort.</summary>
    public MilCohort Cohort { get; }

    /// <summary>Gets the settings.</summary>
    public CrossValidationOptions Options { get; }

    /// <summary>Gets every training, repetition by repetition.</summary>
    public IReadOnlyList<FoldRecord> Folds { get; }

    /// <summary>Gets all predictions of test bags; with several repetitions a bag has one in each.</summary>
    public IReadOnlyList<TestPrediction> Predictions { get; }

    /// <summary>Computes the scores of classes, slide by slide.</summary>
    /// <param name="predictions">Some of <see cref="Predictions"/>.</param>
    /// <returns>Null where no class is predicted.</returns>
    public ClassificationScores? Score(IReadOnlyList<TestPrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (Cohort.Kind != TargetKind.Classification || predictions.Count == 0)
        {
            return null;
        }

        int[] labels = [.. predictions.Select(each => Index(each.Bag.Label.Class!))], said = [.. predictions.Select(each => Index(each.Prediction.Class!))];
        return ClassificationScores.Of(labels, Matrix(predictions), said);
    }

    /// <summary>Computes the scores of patients: the mean of their slides' probabilities.</summary>
    /// <param name="predictions">Predictions of one repetition.</param>
    /// <returns>Null where no class is predicted.</returns>
    public ClassificationScores? ScorePatients(IReadOnlyList<TestPrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (Cohort.Kind != TargetKind.Classification || predictions.Count == 0)
        {
            return null;
        }

        PatientScores patients = PatientScores.Of([.. predictions.Select(each => each.Bag.Patient)], [.. predictions.Select(each => Index(each.Bag.Label.Class!))], Matrix(predictions), PatientLabelRule.Largest);
        return ClassificationScores.Of([.. patients.Labels], patients.Probabilities);
    }

    /// <summary>Returns the interval of a figure by resampling patients, over the predictions of the first repetition.</summary>
    /// <param name="statistic">From predictions to the figure; null where it is not defined.</param>
    public BootstrapInterval Interval(Func<IReadOnlyList<TestPrediction>, double?> statistic)
    {
        TestPrediction[] first = [.. Predictions.Where(each => each.Repeat == 0)];
        return PercentileBootstrap.Interval([.. first.Select(each => each.Bag.Patient)], rows => statistic([.. rows.Select(row => first[row])]), Resamples, Options.Training.Seed);
    }

    /// <summary>Returns a figure of each training, and mean and standard error over them.</summary>
    /// <param name="statistic">From the predictions of a fold to the figure; folds where it is not defined are left out.</param>
    public FoldSummary? Summary(Func<IReadOnlyList<TestPrediction>, double?> statistic)
    {
        double[] values = [.. Folds.Select(fold => statistic(fold.Predictions)).OfType<double>()];
        return values.Length == 0 ? null : FoldSummary.Of(values);
    }

    /// <summary>Returns the concordance of risks with survival; null where it is not survival.</summary>
    /// <param name="predictions">Predictions of one fold: risks of different models cannot be compared.</param>
    public double? Concordance(IReadOnlyList<TestPrediction> predictions) => Cohort.Kind != TargetKind.Survival
        ? null
        : ConcordanceIndex.Of([.. predictions.Select(each => each.Bag.Label.Time!.Value)], [.. predictions.Select(each => each.Bag.Label.Event!.Value)], [.. predictions.Select(each => each.Prediction.Value!.Value)]);

    private int Index(string name) => Cohort.Classes.ToList().IndexOf(name);

    private FeatureMatrix Matrix(IReadOnlyList<TestPrediction> predictions) =>
        new(predictions.Count, Cohort.Classes.Count, [.. predictions.SelectMany(each => each.Prediction.Probabilities)]);
}
