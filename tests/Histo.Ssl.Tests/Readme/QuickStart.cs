using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Readme;

/// <summary>The quick start of the package's readme, compiled: its usings are those above, its lines those of <see cref="Run"/>.</summary>
internal static class QuickStart
{
    public static void Run(string[] args)
    {
        // A folder of slides, or a CSV manifest; without one, two synthetic slides are made.
        string path = args.Length > 0 ? args[0] : SyntheticCohort.Write("histo-slides", new() { SlideCount = 2 });
        var options = new PretrainOptions
        {
            Tiling = { Mpp = 0.5, TileSize = 64 },
            Pairs = { Sampler = "spatial", Spatial = { MaxDistance = 1 } },
            Encoder = { Architecture = "resnet18", Width = 16 },
            Objective = { Name = "vicreg", VicReg = { Projector = "128-128-128" } },
            Training = { Steps = 20, BatchSize = 32 },
        };
        var readers = SlideReaderFactory.Default();
        string folder = Directory.CreateTempSubdirectory("histo-run-").FullName;
        using PretrainOutcome run = new PretrainPipeline(readers).Start(SlideManifest.Load(path), options, folder);
        Console.WriteLine($"{run.Record.Tiles} tiles of {run.Session.Tiles.Slides.Count} slides");
        Console.WriteLine($"loss {run.Run.ReadMeters()[0].Loss:F1} -> {run.Record.FinalMeters!.Loss:F1}");
        Console.WriteLine(PretrainReport.Write(run, new SlideSource(readers)));
    }
}
