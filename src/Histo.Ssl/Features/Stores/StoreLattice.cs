namespace Histo.Ssl.Features;

/// <summary>The lattice that the tiles of a store lie on: found from their coordinates.</summary>
/// <param name="Step">Distance between neighbouring tiles: the most frequent distance to the next tile in the same row or column.</param>
/// <param name="OffLattice">Tiles that do not lie a whole number of steps from the first lattice, the one that most tiles share.</param>
internal sealed record StoreLattice(double Step, int OffLattice)
{
    private const double Tolerance = 0.01;

    /// <summary>Finds the step; null where no two tiles share a row or column.</summary>
    public static double? FindStep(double[] x, double[] y)
    {
        var counts = new Dictionary<double, int>();
        Count(x, y, counts);
        Count(y, x, counts);
        return counts.Count == 0 ? null : counts.OrderByDescending(each => each.Value).ThenBy(each => each.Key).First().Key;
    }

    /// <summary>Counts the tiles off the lattice of a step.</summary>
    public static StoreLattice Check(double[] x, double[] y, double step)
    {
        var origins = new Dictionary<(long, long), int>();
        for (int i = 0; i < x.Length; i++)
        {
            (long, long) origin = (Phase(x[i], step), Phase(y[i], step));
            origins[origin] = origins.GetValueOrDefault(origin) + 1;
        }

        return new StoreLattice(step, x.Length - (origins.Count == 0 ? 0 : origins.Values.Max()));
    }

    private static long Phase(double value, double step)
    {
        double rest = value - (Math.Floor(value / step) * step);
        long bins = (long)Math.Round(1 / Tolerance);
        return (long)Math.Round(rest / step * bins) % bins;
    }

    private static void Count(double[] along, double[] across, Dictionary<double, int> counts)
    {
        int[] order = [.. Enumerable.Range(0, along.Length).OrderBy(i => across[i]).ThenBy(i => along[i])];
        for (int i = 1; i < order.Length; i++)
        {
            double distance = along[order[i]] - along[order[i - 1]];
            if (across[order[i]] == across[order[i - 1]] && distance > 0)
            {
                double rounded = Math.Round(distance, 3);
                counts[rounded] = counts.GetValueOrDefault(rounded) + 1;
            }
        }
    }
}
