using Histo.Ssl.Randomness;

namespace Histo.Ssl.Objectives;

/// <summary>Draws ranks of negatives without replacement: neither the most similar rows, which may be positives, nor those far away, which teach nothing.</summary>
/// <remarks>Source: HHHedo/SGCL b40f1d8, openselfsup/models/spatialcl.py: SpatialCL._hard_mining. Two processes draw the same ranks for a step.</remarks>
public sealed class BetaRanks
{
    private const int Bins = 100, StreamLength = 1 << 14;
    private readonly double[] _density;

    /// <summary>Creates the distribution over ranks.</summary>
    /// <param name="count">Number of ranks, 1 or more: the most similar rows that negatives are taken from.</param>
    /// <param name="density">How likely each is.</param>
    public BetaRanks(int count, RankDensity density = RankDensity.StretchedHistogram)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        double[] weights = density == RankDensity.Beta
            ? [.. Enumerable.Range(0, count).Select(rank => (rank + 0.5) / count).Select(x => Math.Pow(x, 4) * Math.Pow(1 - x, 14))]
            : Stretch(count);
        double sum = weights.Sum();
        _density = Array.ConvertAll(weights, weight => weight / sum);
    }

    /// <summary>Gets the number of ranks.</summary>
    public int Count => _density.Length;

    /// <summary>Gets the probability of each rank in a single draw; rank 0 is the most similar row.</summary>
    public IReadOnlyList<double> Density => _density;

    /// <summary>Draws ranks.</summary>
    /// <param name="k">Number of ranks; all of them when there are fewer.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Batch.</param>
    /// <param name="draw">Which of the draws of a batch, 0 to 255.</param>
    /// <returns>Different ranks, ascending. Distributed as successive draws without replacement.</returns>
    public int[] Draw(int k, ulong seed, long step, int draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        int[] ranks = [.. Enumerable.Range(0, Count)];
        if (k >= Count)
        {
            return ranks;
        }

        // The k smallest of exponential numbers with these rates are k successive draws. Source: P. Efraimidis, P. Spirakis, "Weighted random sampling with a reservoir", 2006.
        var times = new double[Count];
        for (int start = 0; start < Count; start += StreamLength)
        {
            var random = new CounterRandom(seed, step, (draw << 20) + (start / StreamLength), RandomSlot.BankNegatives);
            for (int rank = start; rank < Math.Min(Count, start + StreamLength); rank++)
            {
                times[rank] = -Math.Log(1 - random.NextDouble()) / _density[rank];
            }
        }

        Array.Sort(times, ranks);
        Array.Resize(ref ranks, k);
        Array.Sort(ranks);
        return ranks;
    }

    private static double[] Stretch(int count)
    {
        // Medians of the smallest and greatest of a million draws.
        const double draws = 1e6;
        double low = Quantile(1 - Math.Pow(0.5, 1 / draws)), width = (Quantile(Math.Pow(0.5, 1 / draws)) - low) / Bins;
        return [.. Enumerable.Range(0, count).Select(rank => (long)rank * Bins / count).Select(bin => Cumulative(low + ((bin + 1) * width)) - Cumulative(low + (bin * width)))];
    }

    // Of Beta(5, 15): the chance that at least 5 of 19 uniform numbers lie below x.
    private static double Cumulative(double x)
    {
        double sum = 0, choose = 1;
        for (int j = 0; j <= 19; j++)
        {
            sum += j >= 5 ? choose * Math.Pow(x, j) * Math.Pow(1 - x, 19 - j) : 0;
            choose = choose * (19 - j) / (j + 1);
        }

        return sum;
    }

    private static double Quantile(double share)
    {
        double low = 0, high = 1;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < share ? (middle, high) : (low, middle);
        }

        return low;
    }
}
