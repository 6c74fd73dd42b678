using System.Diagnostics;

namespace Histo.Benchmarks.Ratios;

/// <summary>Measures ours against its limits in one run, interleaved, and writes the ratios.</summary>
internal static class RatiosCommand
{
    private static readonly string[] Later =
    [
        "trainVsPyTorch", "srmilSecondsPerStep", "srmilPeakBytes", "attentionPoolingPeakVsFeatures", "helpSeconds",
    ];

    /// <param name="path">The file to write.</param>
    /// <param name="only">The part to measure; null: all.</param>
    public static int Run(string path, string? only)
    {
        string load = Machine.Load();
        var clock = Stopwatch.StartNew();
        var file = new RatioFile();
        foreach (string key in Later)
        {
            file.Miss(key, "measured with a later version");
        }

        Part("reading", ReadingRatios.Measure);
        Part("pairs", PairRatios.Measure);
        Part("views", ViewRatios.Measure);
        Part("training", TrainingRatios.Measure);
        Part("extraction", ExtractionRatios.Measure);
        Console.WriteLine($"{path}, {clock.Elapsed.TotalSeconds:0} s");
        return 0;

        void Part(string name, Action<RatioFile> measure)
        {
            if (only is not null && only != name)
            {
                return;
            }

            Console.WriteLine($"{clock.Elapsed.TotalSeconds,4:0} s  {name}");
            measure(file);

            // What is done is kept when a later part fails.
            file.Write(path, Machine.Describe(load));
        }
    }
}
