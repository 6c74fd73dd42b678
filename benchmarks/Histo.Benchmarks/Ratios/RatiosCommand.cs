using System.Diagnostics;
using Histo.Benchmarks.Tables;

namespace Histo.Benchmarks.Ratios;

/// <summary>Measures ours against its limits in one run, interleaved, and writes the ratios.</summary>
internal static class RatiosCommand
{
    /// <summary>The parts in the order in which they are measured.</summary>
    private static readonly (string Name, Action<RatioFile> Measure)[] Parts =
    [
        ("reading", ReadingRatios.Measure), ("decodes", DecodeRatios.Measure), ("pairs", PairRatios.Measure), ("views", ViewRatios.Measure), ("training", TrainingRatios.Measure), ("torch", TorchRatios.Measure),
        ("extraction", ExtractionRatios.Measure), ("bags", BagRatios.Measure), ("start", StartRatios.Measure),
    ];

    /// <summary>Gets the names of the parts.</summary>
    public static IEnumerable<string> Names => Parts.Select(part => part.Name);

    /// <param name="path">The file to write.</param>
    /// <param name="only">The part to measure, the others stay as the file has them; null: all.</param>
    public static int Run(string path, string? only)
    {
        string load = Machine.Load();
        var clock = Stopwatch.StartNew();
        RatioFile file = only is not null && File.Exists(path) ? RatioFile.Of(path) : new RatioFile();
        foreach ((string name, Action<RatioFile> measure) in Parts.Where(part => only is null || part.Name == only))
        {
            Console.WriteLine($"{clock.Elapsed.TotalSeconds,4:0} s  {name}");
            measure(file);

            // What is done is kept when a later part fails.
            file.Write(path, load);
        }

        Console.WriteLine($"{path}, {clock.Elapsed.TotalSeconds:0} s");
        return 0;
    }
}
