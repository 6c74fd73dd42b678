namespace Histo.Ssl.Tissue;

/// <summary>Otsu's threshold of a histogram.</summary>
/// <param name="Threshold">Values up to it form the lower class; the middle one where several are equally good.</param>
/// <param name="Separability">Variance between the classes by total variance, 0 to 1: 0.64 for one Gaussian, 0.75 for a flat histogram, near 1 for two sharp peaks.</param>
/// <param name="LowerMean">Mean of the lower class.</param>
/// <param name="UpperMean">Mean of the upper class.</param>
/// <remarks>Source: N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9(1), 1979; separability is its eta.</remarks>
internal readonly record struct Otsu(int Threshold, double Separability, double LowerMean, double UpperMean)
{
    public static Otsu Of(ReadOnlySpan<long> histogram)
    {
        long count = 0, sum = 0, squares = 0;
        for (int value = 0; value < histogram.Length; value++)
        {
            count += histogram[value];
            sum += histogram[value] * value;
            squares += histogram[value] * value * value;
        }

        double total = ((double)squares * count) - ((double)sum * sum);
        if (count == 0 || total <= 0)
        {
            double only = count == 0 ? 0 : (double)sum / count;
            return new Otsu((int)only, 0, only, only);
        }

        double best = -1;
        int first = 0, last = 0;
        long below = 0, belowSum = 0;
        for (int value = 0; value < histogram.Length - 1; value++)
        {
            below += histogram[value];
            belowSum += histogram[value] * value;
            if (below == 0 || below == count)
            {
                continue;
            }

            // count^2 times the variance between the classes.
            double difference = ((double)sum * below) - ((double)belowSum * count);
            double between = difference / below * (difference / (count - below));
            if (between > best)
            {
                (best, first, last) = (between, value, value);
            }
            else if (between == best)
            {
                last = value;
            }
        }

        int threshold = (first + last) / 2;
        (below, belowSum) = (0, 0);
        for (int value = 0; value <= threshold; value++)
        {
            below += histogram[value];
            belowSum += histogram[value] * value;
        }

        return new Otsu(threshold, best / total, (double)belowSum / below, (double)(sum - belowSum) / (count - below));
    }
}
