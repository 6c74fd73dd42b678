using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Training;

/// <summary>Creates samplers by the names that options and the console use.</summary>
public static class PairSamplerFactory
{
    private static readonly Dictionary<string, Func<TileSet, PairOptions, IPositivePairSampler>> Known = new(StringComparer.Ordinal)
    {
        ["augmentation"] = static (_, _) => new AugmentationPairSampler(),
        ["spatial"] = static (tiles, options) => new SpatialPairSampler(tiles, options.Spatial),
        ["random-tile"] = static (tiles, _) => new RandomTilePairSampler(tiles),
    };

    /// <summary>Gets the names of the samplers.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Creates a sampler with its guards.</summary>
    /// <param name="options">The options.</param>
    /// <param name="tiles">The tiles.</param>
    /// <exception cref="HistoException">HS1706: there is no sampler of that name.</exception>
    public static IPositivePairSampler Create(PairOptions options, TileSet tiles)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Known.TryGetValue(options.Sampler, out Func<TileSet, PairOptions, IPositivePairSampler>? create))
        {
            throw new HistoException(ErrorCodes.UnknownName, "there is no such sampler", "Pairs.Sampler", options.Sampler, string.Join(", ", Known.Keys));
        }

        return Guard(create(tiles, options), options, tiles);
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
}
