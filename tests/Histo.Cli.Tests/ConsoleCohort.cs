using Histo.Ssl.Slides.Synthetic;
using Histo.TestKit;

namespace Histo.Cli.Tests;

/// <summary>Small synthetic slides and one finished run of the console, made once for all tests.</summary>
public sealed class ConsoleCohort : IDisposable
{
    public const string Name = "console";

    private readonly TempFolder _folder = new();
    private readonly Lazy<ConsoleResult> _finished;

    public ConsoleCohort()
    {
        Manifest = SyntheticCohort.Write(_folder.File("cohort"), new SyntheticCohortOptions { SlideCount = 4, Slide = new SyntheticSlideOptions { Width = 768, Height = 768, RegionSize = 256 } });
        _finished = new Lazy<ConsoleResult>(() => ConsoleProcess.Run([.. Pretrain(FinishedRun), "--json"]));
    }

    public string Manifest { get; }

    public string Slide => _folder.File("cohort", "slides", "synthetic-0000.svs");

    public string FinishedRun => _folder.File("finished");

    /// <summary>What the console said at the end of the run in <see cref="FinishedRun"/>.</summary>
    public ConsoleResult Finished => _finished.Value;

    /// <summary>Arguments of a run that takes seconds.</summary>
    public string[] Pretrain(string folder) =>
    [
        "pretrain", "--manifest", Manifest, "--mpp", "1", "--tile", "32", "--objective", "vicreg", "--sampler", "spatial", "--distance", "1", "--augmentation", "light-no-crop", "--width", "4", "--stem", "small",
        "--input", "32", "--projector", "16-16", "--steps", "60", "--batch", "16", "--seed", "4", "--checkpoint-every", "10", "--compute-threads", "1", "--out", folder,
    ];

    /// <summary>Number of steps on file.</summary>
    public static int Steps(string folder)
    {
        string file = Path.Combine(folder, "meters.jsonl");
        return File.Exists(file) ? File.ReadAllLines(file).Length : 0;
    }

    public void Dispose() => _folder.Dispose();
}

[CollectionDefinition(ConsoleCohort.Name)]
public sealed class ConsoleTests : ICollectionFixture<ConsoleCohort>;
