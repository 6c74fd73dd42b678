using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Pairs;

namespace Histo.Benchmarks.Ratios;

/// <summary>Positives a second on one core, and the memory of the index.</summary>
internal static class PairRatios
{
    private const int Passes = 7;

    public static void Measure(RatioFile file)
    {
        int batch = BenchmarkScale.Current.PairBatch, largest = BenchmarkScale.Current.TileCounts.Max();
        var rates = new JsonObject { ["unit"] = "pairs/s of processor time" };
        foreach (int count in BenchmarkScale.Current.TileCounts)
        {
            PairCohort cohort = PairCohort.Of(count);
            foreach ((string name, IPositivePairSampler sampler) in Samplers(cohort))
            {
                double rate = Rate(new PairLoop(cohort, sampler, batch));
                rates[string.Create(CultureInfo.InvariantCulture, $"{name}, {count} tiles")] = RatioFile.Rounded(rate);
                if (count == largest && name == "d=1")
                {
                    file.Add("pairsPerSecond", rate);
                }
            }
        }

        file.Raw("pairsPerSecond", rates);
        file.Note("pairsPerSecond", string.Create(CultureInfo.InvariantCulture, $"spatial pairs, distance 1, {largest} tiles, anchors in random order over the cohort, batches of {batch}, one thread; a second of processor time"));
        file.Add("bytesPerTileIndexed", (double)PairCohort.Of(largest).Tiles.IndexBytes / largest);
        file.Note("bytesPerTileIndexed", "no columns; tiles fill 56 % of their lattice");
        var purity = new PurityBenchmarks { Tiles = PurityBenchmarks.Sizes().Max() };
        purity.Prepare();
        file.Add("purityVsPlainGrids", PairedRuns.Measure(() => Runs(() => purity.PlainGrids()), () => Runs(() => purity.Measure()), 5), "runs/s");
        file.Note("purityVsPlainGrids", string.Create(CultureInfo.InvariantCulture, $"label mismatch up to distance 8 of {purity.Tiles} tiles, all cores; the limit counts the same pairs in a plain grid of labels a slide, without intervals"));
    }

    private static IEnumerable<(string Name, IPositivePairSampler Sampler)> Samplers(PairCohort cohort)
    {
        foreach (int distance in new[] { 1, 2, 5 })
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"d={distance}"), new SpatialPairSampler(cohort.Tiles, new SpatialPairOptions { MaxDistance = distance }));
        }

        yield return ("random tile", new RandomTilePairSampler(cohort.Tiles));
    }

    private static double Runs(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return 1 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Rate(PairLoop loop)
    {
        // The compiler replaces the code of hot loops while they run, on a thread whose time would count: a second is enough for that.
        for (int i = 0; i < 4; i++)
        {
            loop.Rate();
        }

        return PairedRuns.Median(Enumerable.Range(0, Passes).Select(_ => loop.Rate()).ToArray());
    }
}
