using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using TorchSharp;

namespace Histo.Evidence;

/// <summary>Contextual against augmentation against random-tile pairs against an untrained encoder, on the labelled fields of camelyon-regions.</summary>
/// <remarks>
/// Two questions. "cross-validated": pretrained on the pixels of all fields without labels, probes cross-validated over whole mosaics. "unseen fields": every third mosaic is kept from pretraining; probes
/// are fitted on the others and tested on them. Everything is resumable: a finished run or probe is not done again.
/// </remarks>
internal sealed class ContextualPairs(string data, string folder, string objective, int seeds, long steps, int computeThreads)
{
    private static readonly string[] Samplers = ["untrained", "augmentation", "random-tile", "spatial"];

    private readonly SlideSource _source = new(SlideReaderFactory.Default());

    public IReadOnlyList<Measurement> Run(Action<string> log, CancellationToken cancellation)
    {
        // The data set does not document its resolution: 1 micron a pixel is an estimate that cancels out, because tiles are read as they are.
        SlideManifest all = LabelTable.ToManifest(Path.Combine(data, "camelyon-regions", "labels.csv"), mpp: 1);
        string[] groups = [.. all.Slides.Select(slide => slide.FoldGroup).Distinct().Order(StringComparer.Ordinal)];
        HashSet<string> unseen = [.. groups.Where((_, index) => index % 3 == 2)];
        var seen = new SlideManifest(all.Slides.Where(slide => !unseen.Contains(slide.FoldGroup)));
        var kept = new SlideManifest(all.Slides.Where(slide => unseen.Contains(slide.FoldGroup)));
        var found = new List<Measurement>();
        for (int seed = 1; seed <= seeds; seed++)
        {
            foreach (string sampler in Samplers)
            {
                found.Add(Measure("cross-validated", sampler, seed, all, null, log, cancellation));
                found.Add(Measure("unseen fields", sampler, seed, seen, kept, log, cancellation));
            }
        }

        found.Add(Floor("cross-validated", all, null, cancellation));
        found.Add(Floor("unseen fields", seen, kept, cancellation));
        return found;
    }

    private Measurement Measure(string question, string sampler, int seed, SlideManifest train, SlideManifest? test, Action<string> log, CancellationToken cancellation)
    {
        string run = Path.Combine(folder, question.Replace(' ', '-'), $"{objective}-{sampler}-{seed}"), file = Path.Combine(run, "probe.json");
        if (!File.Exists(file))
        {
            PretrainOptions options = Options(sampler, seed);
            var pipeline = new PretrainPipeline(SlideReaderFactory.Default());
            using PretrainOutcome outcome = File.Exists(Path.Combine(run, "run.json")) ? pipeline.Resume(run, cancellation: cancellation) : pipeline.Start(train, options, run, cancellation: cancellation);
            using var executor = new TensorViewExecutor(torch.CPU);
            var embedder = new TileEmbedder(outcome.Session.Encoder, executor);
            ProbeReport report = Probe(embedder, outcome.Session.Source, test, options, cancellation);
            File.WriteAllText(file, report.ToJson());
        }

        ProbeReport probe = ProbeReport.FromJson(File.ReadAllText(file));
        log(FormattableString.Invariant($"{question}, {sampler}, seed {seed}: AUC {probe.Auc:0.000}, 5-shot {probe.FewShot["5"]:0.000}, NMI {probe.Nmi:0.000}"));
        return new Measurement(question, sampler, seed, probe);
    }

    private Measurement Floor(string question, SlideManifest train, SlideManifest? test, CancellationToken cancellation)
    {
        PretrainOptions options = Options("augmentation", 0);
        using SlideTileSource tiles = Tiles(train, options, cancellation);
        return new Measurement(question, "colour-histogram", 0, Probe(new ColourHistogram(), tiles, test, options, cancellation));
    }

    private ProbeReport Probe(ITileEmbedder embedder, ITileSource train, SlideManifest? test, PretrainOptions options, CancellationToken cancellation)
    {
        EmbeddingSet set = embedder.Embed(train, cancellationToken: cancellation);
        if (test is null)
        {
            return new ProbeRunner().CrossValidate(set, cancellation);
        }

        using SlideTileSource tiles = Tiles(test, options, cancellation);
        return new ProbeRunner().FitAndTest(set, embedder.Embed(tiles, cancellationToken: cancellation), cancellation);
    }

    private SlideTileSource Tiles(SlideManifest manifest, PretrainOptions options, CancellationToken cancellation) =>
        new(new TileSetBuilder(_source, options.Tiling, new OtsuTissueDetector(options.Tissue)).Build(manifest.Slides, cancellationToken: cancellation).Tiles, _source);

    private PretrainOptions Options(string sampler, int seed) => new()
    {
        // Fields are tissue all over; no tile is left out.
        Tissue = { Method = TissueMethod.None },
        Tiling = { Mpp = 1, TileSize = 32 },
        Pairs = { Sampler = sampler == "untrained" ? "augmentation" : sampler },
        Augmentation = { Preset = "light-no-crop" },
        Encoder = { Architecture = "resnet18", Width = 16, InputSize = 64 },
        Objective = { Name = objective, VicReg = { Projector = "256-256-256" }, BarlowTwins = { Projector = "256-256-256" } },
        Optimization = { Optimizer = "adamw", LearningRate = 3e-3 },
        Training = { Steps = sampler == "untrained" ? 0 : steps, BatchSize = 128, Seed = (ulong)seed, ComputeThreads = computeThreads },
    };
}
