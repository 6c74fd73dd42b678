namespace Histo.Ssl.Evaluation;

/// <summary>How well predicted probabilities and classes agree with true classes: the figures of a slide-level test.</summary>
/// <remarks>
/// A figure that the samples do not define (an AUC where all labels are the same, a sensitivity of a class without members) is null, never a made-up number.
/// AUC and the rest that rank read the probabilities; accuracy, F1, kappa, sensitivity and specificity read the predicted classes.
/// Conventions are those of scikit-learn 1.2.1 where it has the figure.
/// </remarks>
public sealed record ClassificationScores
{
    /// <summary>Gets the number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Gets the area under the ROC curve. Two classes: of class 1. More: the plain mean of <see cref="AucPerClass"/> over the classes that occur. Null with one class.</summary>
    public required double? Auc { get; init; }

    /// <summary>Gets the AUC of each class against the rest; null for a class that no sample or every sample has.</summary>
    public required IReadOnlyList<double?> AucPerClass { get; init; }

    /// <summary>Gets the share of samples that were predicted rightly.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Gets the mean sensitivity over the classes that have true members.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary>Gets the plain mean of F1 over the classes that occur in truth or prediction.</summary>
    public required double F1Macro { get; init; }

    /// <summary>Gets the plain mean of F1 over all classes: one that occurs nowhere counts as 0.</summary>
    public required double F1MacroAllClasses { get; init; }

    /// <summary>Gets the mean of F1 weighted by true members.</summary>
    public required double F1Weighted { get; init; }

    /// <summary>Gets F1 of each class; 0 for one that occurs nowhere.</summary>
    public required IReadOnlyList<double> F1PerClass { get; init; }

    /// <summary>Gets the share of each class's members that was found; null without members.</summary>
    public required IReadOnlyList<double?> SensitivityPerClass { get; init; }

    /// <summary>Gets for each class the share of the others that was not taken for it; null when every sample is of the class.</summary>
    public required IReadOnlyList<double?> SpecificityPerClass { get; init; }

    /// <summary>Gets Cohen's kappa; null when truth and prediction are one and the same single class.</summary>
    public required double? Kappa { get; init; }

    /// <summary>Gets Cohen's kappa with weights that grow with the squared distance of the class indices: for grades. Null as <see cref="Kappa"/>.</summary>
    public required double? QuadraticKappa { get; init; }

    /// <summary>Gets the average precision without interpolation. Two classes: of class 1. More: the plain mean, one against the rest, over the classes that occur. Null with one class.</summary>
    public required double? AveragePrecision { get; init; }

    /// <summary>Gets the mean of -ln p(true class), with p clipped to [1e-6, 1 - 1e-6].</summary>
    public required double LogLoss { get; init; }

    /// <summary>Gets the Brier score. Two classes: the mean of (p(1) - y)^2. More: the mean squared distance of the probabilities from the one-hot label, 0 to 2.</summary>
    public required double Brier { get; init; }

    /// <summary>Gets the expected calibration error of <see cref="Calibration"/> with its default bins.</summary>
    public required double ExpectedCalibrationError { get; init; }

    /// <summary>Gets how often each class was taken for each: all classes, whether they occur or not.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>Computes all figures, in n log n.</summary>
    /// <param name="labels">True classes, 0 to columns - 1, at least one.</param>
    /// <param name="probabilities">Samples x classes (two or more), each from 0 to 1.</param>
    /// <param name="predictions">Predicted classes, for example from <see cref="YoudenThreshold.Predict"/>. Empty: the class of the largest probability, the first of equal ones (default).</param>
    /// <exception cref="HistoException">HS0002: there is not one row or prediction a label, or a label has no column. HS1870: a value is not a probability.</exception>
    public static ClassificationScores Of(ReadOnlySpan<int> labels, FeatureMatrix probabilities, ReadOnlySpan<int> predictions = default)
    {
        ClassProbabilities.Require(labels, probabilities);
        int classes = probabilities.Columns;
        ConfusionMatrix confusion = ConfusionMatrix.Of(labels, predictions.IsEmpty ? ClassProbabilities.Largest(probabilities) : predictions, classes);
        double?[] auc = [.. MultiClassAuc.OneVersusRest(labels, probabilities).Select(Defined)];
        return new ClassificationScores
        {
            Samples = labels.Length,
            Auc = OverClasses(auc),
            AucPerClass = auc,
            Accuracy = confusion.Accuracy,
            BalancedAccuracy = confusion.BalancedAccuracy,
            F1Macro = confusion.MacroF1,
            F1MacroAllClasses = confusion.MacroF1AllClasses,
            F1Weighted = confusion.WeightedF1,
            F1PerClass = confusion.F1,
            SensitivityPerClass = [.. Enumerable.Range(0, classes).Select(c => Defined(confusion.Sensitivity(c)))],
            SpecificityPerClass = [.. Enumerable.Range(0, classes).Select(c => Defined(confusion.Specificity(c)))],
            Kappa = Defined(confusion.Kappa()),
            QuadraticKappa = Defined(confusion.Kappa(KappaWeighting.Quadratic)),
            AveragePrecision = OverClasses(AveragePrecisions(labels, probabilities, auc)),
            LogLoss = ProbabilityLosses.Log(labels, probabilities),
            Brier = ProbabilityLosses.Brier(labels, probabilities),
            ExpectedCalibrationError = Calibration.Of(labels, probabilities).ExpectedError,
            Confusion = confusion,
        };
    }

    private static double?[] AveragePrecisions(ReadOnlySpan<int> labels, FeatureMatrix probabilities, double?[] defined)
    {
        var result = new double?[probabilities.Columns];
        var positive = new bool[labels.Length];
        var column = new double[labels.Length];
        for (int c = 0; c < result.Length; c++)
        {
            for (int i = 0; i < positive.Length; i++)
            {
                positive[i] = labels[i] == c;
                column[i] = probabilities.Row(i)[c];
            }

            result[c] = defined[c] is null ? null : RocCurve.AveragePrecision(positive, column);
        }

        return result;
    }

    private static double? OverClasses(double?[] each) => each.Length == 2 ? each[1] : each.Average();

    private static double? Defined(double value) => double.IsNaN(value) ? null : value;
}
