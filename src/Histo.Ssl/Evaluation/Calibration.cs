namespace Histo.Ssl.Evaluation;

/// <summary>Whether predicted probabilities are as large as the predictions are often right: a reliability diagram and its summary.</summary>
/// <remarks>
/// The confidence of a sample is its largest probability, and it is right when that class is the true one (the first of equal ones).
/// Source: C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, equations 2 and 3. [D]: 10 bins, not 15: cohorts are small.
/// </remarks>
public sealed class Calibration
{
    private Calibration(IReadOnlyList<CalibrationBin> bins, double error) => (Bins, ExpectedError) = (bins, error);

    /// <summary>Gets the bins: intervals of equal width that cover 0 to 1, in order.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>Gets the expected calibration error: the mean over all samples of |accuracy - confidence| of their bin; 0 to 1.</summary>
    public double ExpectedError { get; }

    /// <summary>Sorts predictions into bins.</summary>
    /// <param name="labels">True classes, 0 to columns - 1, at least one.</param>
    /// <param name="probabilities">Samples x classes, each from 0 to 1.</param>
    /// <param name="bins">Number of bins, 1 or more; 10 by default.</param>
    /// <exception cref="HistoException">HS0002: there is not one row a label, or a label has no column. HS1870: a value is not a probability.</exception>
    public static Calibration Of(ReadOnlySpan<int> labels, FeatureMatrix probabilities, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        ClassProbabilities.Require(labels, probabilities);
        int[] predicted = ClassProbabilities.Largest(probabilities);
        var (count, right, confidence) = (new int[bins], new int[bins], new double[bins]);
        for (int i = 0; i < labels.Length; i++)
        {
            double value = probabilities.Row(i)[predicted[i]];
            int bin = Math.Clamp((int)Math.Ceiling(value * bins) - 1, 0, bins - 1);
            count[bin]++;
            right[bin] += predicted[i] == labels[i] ? 1 : 0;
            confidence[bin] += value;
        }

        double error = 0;
        var made = new CalibrationBin[bins];
        for (int bin = 0; bin < bins; bin++)
        {
            bool any = count[bin] > 0;
            made[bin] = new CalibrationBin((double)bin / bins, (bin + 1.0) / bins, count[bin], any ? confidence[bin] / count[bin] : null, any ? (double)right[bin] / count[bin] : null);
            error += Math.Abs(right[bin] - confidence[bin]) / labels.Length;
        }

        return new Calibration(made, error);
    }
}
