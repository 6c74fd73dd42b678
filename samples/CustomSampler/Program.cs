using CustomSampler;
using Histo.Ssl;
using Histo.Ssl.Pairs;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;

// Tensors cost less; before the first one.
NativeHeap.Tune();

// Slides with labels: a manifest given as the argument, or six synthetic slides, half of them with tumour.
string folder = Path.Combine(Path.GetTempPath(), "histo-custom-sampler");
string manifest = args.Length > 0
    ? args[0]
    : SyntheticCohort.Write(folder, new SyntheticCohortOptions { SlideCount = 6, PositiveShare = 0.5, Threads = 0, Slide = new SyntheticSlideOptions { Width = 1024, Height = 1024 } });
var options = new PretrainOptions
{
    Tiling = { Mpp = 0.5, TileSize = 64 },
    Encoder = { Width = 16 },
    Objective = { Name = "barlow-twins", BarlowTwins = { Projector = "128-128-128" } },
    Training = { Steps = 20, BatchSize = 32 },
};
var slides = new SlideSource(SlideReaderFactory.Default());
TileSet tiles = new TileSetBuilder(slides, options.Tiling).Build(SlideManifest.Load(manifest).Slides).Tiles;

// An own sampler composes with those of the library and is handed to the run as it is: no name, no registry.
var sampler = new MixturePairSampler(
    new MixtureMember(0.5, new SpatialPairSampler(tiles, new SpatialPairOptions { MaxDistance = 1 })),
    new MixtureMember(0.5, new SameLabelSampler(tiles)));
using var session = new PretrainSession(options, tiles, new SlideTileSource(tiles, slides), sampler: sampler);
Console.WriteLine($"{tiles.Count} tiles of {tiles.Slides.Count} slides, positives: {session.Sampler.Description}");

StepMeters last = session.Run()!;
Console.WriteLine($"loss after {last.Step + 1} steps: {last.Loss:F1}");

// The plan is a pure function of seed and step, so what was drawn can be counted afterwards.
var statistics = new PairStatistics(session.Planner);
for (long step = 0; step < options.Training.Steps; step++)
{
    statistics.Add(session.Planner.Plan(step));
}

PairReport pairs = statistics.Snapshot();
foreach (PairRelation relation in pairs.Relations.Keys.Where(each => pairs.Relations[each] > 0).Order())
{
    Console.WriteLine($"{relation,-10} {pairs.Share(relation),6:P1}");
}
