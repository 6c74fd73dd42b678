using System.Diagnostics;
using Histo.Benchmarks.Inputs;

namespace Histo.Benchmarks.Ratios;

/// <summary>Extraction from a slide into a store against inference alone.</summary>
internal static class ExtractionRatios
{
    private const int Pairs = 5;

    public static void Measure(RatioFile file)
    {
        using var bench = new ExtractionBench();
        file.Add("extractVsInference", PairedRuns.Measure(() => Rate(bench.Infer), () => Rate(bench.Extract), Pairs), "tiles/s");
        file.Note("extractVsInference", $"ResNet-18, {bench.Tiles} tiles of 224 px of a JPEG slide, float32; reading, preparing, computing and writing the store, checked; tiling not counted");

        double Rate(Action run)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            return bench.Tiles / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
