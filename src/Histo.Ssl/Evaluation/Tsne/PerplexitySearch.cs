namespace Histo.Ssl.Evaluation;

/// <summary>Finds how quickly affinity must fall with distance for a row to have a given perplexity: Newton's method, kept between bounds, to the precision of the numbers.</summary>
internal static class PerplexitySearch
{
    private const int MaxSteps = 300;
    private const double Precision = 1e-14;

    /// <summary>Turns the squared distances of a row into probabilities p_j proportional to exp(-beta d_j) whose entropy is ln(perplexity).</summary>
    /// <param name="row">Squared distances; receives the probabilities, which sum to 1.</param>
    /// <param name="self">The place of the row itself, which gets 0.</param>
    /// <param name="perplexity">Above 1 and below the number of other rows.</param>
    /// <returns>beta; infinite where so many rows are equally near that no beta gives the perplexity: they share the row evenly.</returns>
    public static double Calibrate(Span<double> row, int self, double perplexity)
    {
        row[self] = double.PositiveInfinity;
        return Calibrate(row, perplexity);
    }

    /// <summary>The same for a row that holds other rows only; infinitely far ones get 0.</summary>
    public static double Calibrate(Span<double> row, double perplexity)
    {
        double nearest = double.PositiveInfinity, target = Math.Log(perplexity);
        foreach (double distance in row)
        {
            nearest = Math.Min(nearest, distance);
        }

        // Differences to the nearest: the largest exponential is then 1, whatever the scale.
        int ties = 0, finite = 0;
        double sum = 0;
        foreach (ref double distance in row)
        {
            distance -= nearest;
            ties += distance == 0 ? 1 : 0;
            finite += double.IsFinite(distance) ? 1 : 0;
            sum += double.IsFinite(distance) ? distance : 0;
        }

        double beta = ties >= perplexity ? double.PositiveInfinity : Search(row, finite / sum, target);
        Fill(row, beta);
        return beta;
    }

    private static double Search(ReadOnlySpan<double> row, double beta, double target)
    {
        double low = 0, high = double.PositiveInfinity;
        for (int step = 0; step < MaxSteps; step++)
        {
            (double entropy, double slope) = Entropy(row, beta);
            double excess = entropy - target;
            (low, high) = excess > 0 ? (beta, high) : (low, beta);
            double next = beta - (excess / slope);
            if (!(next > low && next < high))
            {
                next = double.IsPositiveInfinity(high) ? 2 * beta : 0.5 * (low + high);
            }

            bool found = Math.Abs(next - beta) <= Precision * beta;
            beta = next;
            if (found)
            {
                break;
            }
        }

        return beta;
    }

    // Entropy ln sum + beta mean and its derivative -beta variance, of distances under the probabilities.
    private static (double Entropy, double Slope) Entropy(ReadOnlySpan<double> row, double beta)
    {
        double sum = 0, first = 0, second = 0;
        foreach (double distance in row)
        {
            double weight = Math.Exp(-beta * distance);
            if (weight > 0)
            {
                sum += weight;
                first += weight * distance;
                second += weight * distance * distance;
            }
        }

        double mean = first / sum;
        return (Math.Log(sum) + (beta * mean), -beta * ((second / sum) - (mean * mean)));
    }

    private static void Fill(Span<double> row, double beta)
    {
        double sum = 0;
        foreach (ref double value in row)
        {
            value = value == 0 ? 1 : Math.Exp(-beta * value);
            sum += value;
        }

        foreach (ref double value in row)
        {
            value /= sum;
        }
    }
}
