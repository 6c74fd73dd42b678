using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Ratios;

/// <summary>Alternated short runs of a limit and of ours: other programs on the machine slow both alike, so their ratio is steadier than either.</summary>
internal sealed class PairedRuns
{
    private PairedRuns(double[] limits, double[] ours)
    {
        double[] ratios = [.. ours.Zip(limits, (mine, limit) => mine / limit)];
        (Limit, Ours, Ratio, Lowest, Highest, Count) = (Median(limits), Median(ours), Median(ratios), ratios.Min(), ratios.Max(), ratios.Length);
    }

    /// <summary>Gets the median rate of the limit.</summary>
    public double Limit { get; }

    /// <summary>Gets the median rate of ours.</summary>
    public double Ours { get; }

    /// <summary>Gets the median over the pairs of ours divided by the limit.</summary>
    public double Ratio { get; }

    public double Lowest { get; }

    public double Highest { get; }

    public int Count { get; }

    /// <summary>Runs both once to warm up, then in turns; which comes first changes from pair to pair.</summary>
    /// <param name="limit">Runs the limit once and returns its rate.</param>
    /// <param name="ours">Runs ours once and returns its rate.</param>
    /// <param name="pairs">Pairs of runs.</param>
    public static PairedRuns Measure(Func<double> limit, Func<double> ours, int pairs)
    {
        (double[] limits, double[] mine) = (new double[pairs], new double[pairs]);
        limit();
        ours();
        for (int pair = 0; pair < pairs; pair++)
        {
            if (pair % 2 == 0)
            {
                limits[pair] = limit();
                mine[pair] = ours();
            }
            else
            {
                mine[pair] = ours();
                limits[pair] = limit();
            }
        }

        return new PairedRuns(limits, mine);
    }

    /// <summary>Writes what stands behind the ratio.</summary>
    public JsonObject ToJson() => new()
    {
        ["limit"] = RatioFile.Rounded(Limit), ["ours"] = RatioFile.Rounded(Ours), ["ratio"] = RatioFile.Rounded(Ratio), ["lowest"] = RatioFile.Rounded(Lowest), ["highest"] = RatioFile.Rounded(Highest), ["pairs"] = Count,
    };

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
