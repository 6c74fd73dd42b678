using Histo.Ssl.Encoders;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Training;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Training.Pretraining;

/// <summary>Two small synthetic slides on disk, made once for a class of tests, and options that train on them in a second.</summary>
public sealed class ToyCohort : IDisposable
{
    private readonly TempFolder _folder = new();

    public ToyCohort() => Manifest = SlideManifest.Load(SyntheticCohort.Write(
        _folder.File("cohort"), new SyntheticCohortOptions { SlideCount = 2, Slide = new SyntheticSlideOptions { Width = 640, Height = 512, RegionSize = 128 } }));

    public SlideManifest Manifest { get; }

    /// <summary>A finished run, made once.</summary>
    public string FinishedRun => _finished ??= Finish();

    private string? _finished;

    public static PretrainOptions Options(Action<PretrainOptions>? change = null)
    {
        var options = new PretrainOptions
        {
            Tiling = { Mpp = 1, TileSize = 32, MinTissue = 0.3 },
            Augmentation = { Preset = "light-no-crop" },
            Encoder = { Width = 4, Stem = EncoderStem.Small, InputSize = 16 },
            Objective = { Name = "vicreg", VicReg = { Projector = "16-16" } },
            Training = { Steps = 4, BatchSize = 8, Seed = 2, ReaderThreads = 1, ComputeThreads = 1, CheckpointEvery = 2, MetersEvery = 2 },
        };
        change?.Invoke(options);
        return options;
    }

    public void Dispose() => _folder.Dispose();

    private string Finish()
    {
        string folder = _folder.File("finished");
        using PretrainOutcome outcome = new PretrainPipeline(SlideReaderFactory.Default()).Start(Manifest, Options(), folder);
        return folder;
    }
}
