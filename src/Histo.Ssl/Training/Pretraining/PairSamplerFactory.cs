using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Training;

/// <summary>Creates samplers by the names that options and the console use.</summary>
public static class PairSamplerFactory
{
    private static readonly Dictionary<string, Func<TileSet, PairOptions, FeatureNeighbours?, long, IPositivePairSampler>> Known = new(StringComparer.Ordinal)
    {
        ["augmentation"] = static (_, _, _, _) => new AugmentationPairSampler(),
        ["spatial"] = static (tiles, options, _, _) => new SpatialPairSampler(tiles, options.Spatial),
        ["random-tile"] = static (tiles, _, _, _) => new RandomTilePairSampler(tiles),
        ["intra"] = static (tiles, options, _, _) => Intra(tiles, options),
        [Inter] = static (_, _, neighbours, _) => new InterPairSampler(neighbours!),
        [Sslp] = static (tiles, options, neighbours, rampSteps) => SslpPairSampler.Create(Intra(tiles, options), new InterPairSampler(neighbours!), rampSteps),
        ["weak-label"] = static (tiles, options, _, _) => new WeakLabelPairSampler(RequireLabels(tiles), options.WeakLabel),
    };

    private const string Inter = "inter", Sslp = "sslp";

    /// <summary>Gets the names of the samplers.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Returns whether a sampler draws from neighbours in feature space, which somebody must refresh from an embedding bank.</summary>
    /// <param name="name">Name of a sampler.</param>
    public static bool NeedsFeatureNeighbours(string name) => name is Inter or Sslp;

    /// <summary>Creates a sampler with its guards.</summary>
    /// <param name="options">The options.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="neighbours">Neighbours in feature space; null only for samplers that do not need them.</param>
    /// <param name="rampSteps">Batches until "sslp" has its full share of neighbours; 0: from the start.</param>
    /// <exception cref="HistoException">HS1706: there is no sampler of that name. HS1720: it needs neighbours in feature space. HS1305: it needs labels that slides share.</exception>
    public static IPositivePairSampler Create(PairOptions options, TileSet tiles, FeatureNeighbours? neighbours = null, long rampSteps = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Known.TryGetValue(options.Sampler, out Func<TileSet, PairOptions, FeatureNeighbours?, long, IPositivePairSampler>? create))
        {
            throw new HistoException(ErrorCodes.UnknownName, "there is no such sampler", "Pairs.Sampler", options.Sampler, string.Join(", ", Known.Keys));
        }

        if (neighbours is null && NeedsFeatureNeighbours(options.Sampler))
        {
            throw new HistoException(ErrorCodes.NeighboursMissing, "the sampler draws neighbours in feature space and was given none", "Pairs.Sampler", options.Sampler, action: "Give it a FeatureNeighbours table that an embedding bank refreshes.");
        }

        return Guard(create(tiles, options, neighbours, rampSteps), options, tiles);
    }

    /// <summary>Adds the guards that options ask for to a sampler.</summary>
    /// <param name="sampler">Any sampler over the tiles.</param>
    /// <param name="options">The options.</param>
    /// <param name="tiles">The tiles.</param>
    /// <returns>The sampler itself when no guard is asked for.</returns>
    public static IPositivePairSampler Guard(IPositivePairSampler sampler, PairOptions options, TileSet tiles)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MinimumAnchorDistance > 0)
        {
            sampler = new GuardedPairSampler(sampler, new MinimumDistanceGuard(tiles, options.MinimumAnchorDistance));
        }

        return options.AnchorsPerSlide > 0 ? new GuardedPairSampler(sampler, new PerSlideLimitGuard(tiles, options.AnchorsPerSlide)) : sampler;
    }

    // The sampler itself falls back tile by tile; a run in which every pair would fall back is a mistake.
    private static TileSet RequireLabels(TileSet tiles)
    {
        string[] labels = [.. tiles.Slides.Select(slide => slide.Source.Label).OfType<string>()];
        return labels.Distinct(StringComparer.Ordinal).Count() < labels.Length
            ? tiles
            : throw new HistoException(
                ErrorCodes.NoSharedLabels, "no two slides share a weak label", "Pairs.Sampler", $"{labels.Length} labels on {tiles.Slides.Count} slides", "a label that two slides share at least",
                "Fill the manifest's column label, or choose another sampler.");
    }

    private static SpatialPairSampler Intra(TileSet tiles, PairOptions options) => new(tiles, options.Intra.ToSpatial());
}
