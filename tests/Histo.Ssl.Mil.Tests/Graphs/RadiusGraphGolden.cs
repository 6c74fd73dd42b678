using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Graphs;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Mil.Tests.Graphs;

public sealed class RadiusGraphGolden : IGoldenCheck
{
    public string Stem => "srmil_radius_graph";

    public void Check(GoldenCase golden)
    {
        TilePositions positions = Positions(golden, 224);
        foreach (int window in new[] { 1, 2 })
        {
            using NeighbourTable table = RadiusGraph.Build(positions, 1.42 * window);
            var edges = new List<(long Source, long Target)>();
            var degrees = new double[table.Nodes];
            for (int node = 0; node < table.Nodes; node++)
            {
                for (int slot = 0; slot < table.Width; slot++)
                {
                    if (table[node, slot] >= 0)
                    {
                        edges.Add((table[node, slot], node));
                        degrees[node]++;
                    }
                }
            }

            (long Source, long Target)[] sorted = [.. edges.OrderBy(edge => edge.Target).ThenBy(edge => edge.Source)];
            golden.ShouldMatch($"w{window}/edges", [.. sorted.Select(edge => (double)edge.Source), .. sorted.Select(edge => (double)edge.Target)]);
            golden.ShouldMatch($"w{window}/in_degree", degrees);
        }

        var counts = new GoldenCase(golden.File, golden.Stem, "mask_count", golden.Parameters, '/');
        foreach (string rate in new[] { "0.3", "0.5", "0.7", "0.75" })
        {
            counts.ShouldMatch("rate" + rate, [.. counts.Longs("n").Select(n => (double)SrmilMask.Count(double.Parse(rate, System.Globalization.CultureInfo.InvariantCulture), (int)n))]);
        }
    }

    internal static TilePositions Positions(GoldenCase golden, double step)
    {
        long[] coordinates = golden.Longs("in/coords");
        return new TilePositions(
            [.. Enumerable.Range(0, coordinates.Length / 2).Select(i => (double)coordinates[2 * i])], [.. Enumerable.Range(0, coordinates.Length / 2).Select(i => (double)coordinates[(2 * i) + 1])], step, step);
    }
}
