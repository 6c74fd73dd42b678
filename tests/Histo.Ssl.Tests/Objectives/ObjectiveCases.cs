using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>A line for each objective that the factory knows, and the inputs that the contract test gives them.</summary>
internal static class ObjectiveCases
{
    public const int Pairs = 4, GlobalSize = 16, LocalSize = 8;

    private static readonly Dictionary<string, ObjectiveCase> All = new(StringComparer.Ordinal)
    {
        ["barlow-twins"] = new() { Shrink = options => options.BarlowTwins.Projector = "16-16-8" },
        ["vicreg"] = new() { Shrink = options => options.VicReg.Projector = "16-16-8" },
        ["byol"] = new() { Shrink = options => options.Byol = new() { Projector = "16-8", PredictorHidden = 12 }, TeacherForwards = 2 },
        ["simsiam"] = new() { Shrink = options => options.SimSiam = new() { Projector = "16-16-8", PredictorHidden = 4 } },
        ["simclr"] = new() { Shrink = options => options.SimClr.Projector = "16-8", OnlineForwards = 1 },
        ["supcon"] = new() { Shrink = options => options.SupCon.Projector = "16-8", OnlineForwards = 1 },
        ["moco-v2"] = new() { Shrink = options => options.MoCoV2 = new() { Projector = "16-8", QueueSize = 10 }, OnlineForwards = 1, TeacherForwards = 1 },
        ["moco-v3"] = new() { Shrink = options => options.MoCoV3 = new() { Projector = "16-8", PredictorHidden = 12 }, TeacherForwards = 2 },
        ["swav"] = new() { Shrink = options => options.SwAv = new() { Projector = "16-8", Prototypes = 7, LocalCrops = 2, QueueLength = 8, QueueStartShare = 0 } },
        ["dino"] = new() { Shrink = options => options.Dino = new() { Prototypes = 9, HiddenSize = 8, BottleneckSize = 5, LocalCrops = 2 }, TeacherForwards = 1, KnownTensor = "head.mlp.0.weight" },
        ["dinov2"] = new()
        {
            Shrink = options => options.DinoV2 = new() { Prototypes = 9, HiddenSize = 8, BottleneckSize = 5, LocalCrops = 2 },
            CreateEncoder = SmallTransformer,
            OnlineForwards = null,
            KnownTensor = "dino_head.mlp.0.weight",
        },
        ["sslp"] = new() { Shrink = options => options.Sslp = new() { Projector = "8", Negatives = 8, Neighbours = 8, Bank = { Clusters = 3 } } },
        ["sgcl"] = new() { Shrink = options => options.Sgcl = new() { Projector = "16-8", Negatives = 8, Neighbours = 8, SelfNegatives = 16, Bank = { Clusters = 3 } } },
    };

    /// <summary>Two slides of 6 x 6 tiles.</summary>
    public static TileSet Tiles { get; } = SyntheticTiles.Squares(slides: 2, side: 6);

    public static ObjectiveCase Of(string name) => All.TryGetValue(name, out ObjectiveCase? found)
        ? found
        : throw new InvalidOperationException($"{nameof(ObjectiveCases)} has no line for '{name}': add one.");

    public static Encoder SmallResNet() => EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = 4, Stem = EncoderStem.Small, InputSize = GlobalSize }, 1);

    public static Encoder SmallTransformer() => EncoderFactory.Create(
        new EncoderSpec { Architecture = "vit-tiny", Width = 12, Transformer = new TransformerSpec { PatchSize = 4, Depth = 2, Heads = 3 }, InputSize = GlobalSize }, 1);

    /// <summary>Creates the objective with small heads; <paramref name="change"/> may change further options.</summary>
    public static IJointEmbeddingObjective Create(string name, Encoder encoder, ulong seed = 9, Action<ObjectiveOptions>? change = null, ICollective? collective = null)
    {
        var options = new ObjectiveOptions { Name = name };
        Of(name).Shrink(options);
        change?.Invoke(options);
        return ObjectiveFactory.Create(options, new ObjectiveSetup { Encoder = encoder, Seed = seed, Tiles = Tiles, Collective = collective ?? SingleProcess.Instance });
    }

    /// <summary>Random views of the sizes that the layout asks for, with rows that are tiles of <see cref="Tiles"/>.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="layout">The objective's views.</param>
    /// <param name="seed">Another seed gives other tiles and pixels.</param>
    /// <param name="radius">The batch's exclusion radius.</param>
    public static ObjectiveInput Input(Encoder encoder, ViewLayout layout, ulong seed = 3, int radius = 0)
    {
        using var generator = new Generator(seed);
        Tensor[] views = [.. Enumerable.Range(0, layout.Views).Select(view =>
        {
            int size = view < ViewLayout.GlobalViews ? GlobalSize : LocalSize;
            return randn([Pairs, 3, size, size], generator: generator);
        })];
        return new ObjectiveInput(encoder, views, Context(layout, seed, radius));
    }

    /// <summary>Anchors are different random tiles; the positive of an anchor is its neighbour to the right or left. Slides are labelled by their index.</summary>
    public static BatchContext Context(ViewLayout layout, ulong seed, int radius)
    {
        var random = new CounterRandom(seed, 0, 0, RandomSlot.Custom);
        int[] order = [.. Enumerable.Range(0, Tiles.Count)];
        random.Shuffle<int>(order);
        var rows = new BatchRow[layout.Views * Pairs];
        for (int view = 0; view < layout.Views; view++)
        {
            for (int i = 0; i < Pairs; i++)
            {
                bool positive = layout.ShowsPositive(view);
                int tile = positive ? Neighbour(order[i]) : order[i];
                TileAddress address = Tiles[tile];
                rows[(view * Pairs) + i] = new BatchRow(tile, address, address.Slide, address.Slide, (byte)(positive ? 1 : 0), positive ? PairRelation.Spatial : PairRelation.Self);
            }
        }

        return new BatchContext(0, 0, Pairs, rows) { ExclusionRadius = radius };
    }

    // Tiles of a full square are numbered row by row.
    private static int Neighbour(int tile) => Tiles[tile].Column + 1 < 6 ? tile + 1 : tile - 1;
}
