using System.Globalization;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>Contextual pairs: the positive is a tile near the anchor in the same slide, drawn anew at every step.</summary>
/// <remarks>
/// With probability <see cref="SpatialPairOptions.ContextProbability"/> the positive is drawn from the tiles of the slide within the distance, otherwise it is the anchor itself. Only tiles of the tile
/// set are candidates, so background is never a positive. The draw is exact for every neighbourhood and weighting: probabilities are those of the weights over the tiles that exist.
/// Source: W. Quinones Robles et al., "Leveraging spatial context for positive pair sampling in histopathology image representation learning", arXiv 2503.05170: two views, a neighbour of the same slide
/// within a distance, Chebyshev distance on the grid of patches (abstract and figures). The probability, the other neighbourhoods, the weightings and the border policies are reconstructions; the
/// disc is the test of SSLP (Li, Lin, Xu, MICCAI 2021), read in its authors' code.
/// </remarks>
public sealed class SpatialPairSampler : IPositivePairSampler
{
    private const int Block = 32;
    private readonly TileSet _tiles;
    private readonly double _probability;
    private readonly BorderPolicy _border;
    private readonly NeighbourPicker _picker;
    private readonly Lazy<NeighbourPicker>[] _wider;

    /// <summary>Creates a sampler.</summary>
    /// <param name="tiles">The tiles that anchors and positives come from.</param>
    /// <param name="options">Settings, copied; null for the defaults: the 8 adjacent tiles.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range or contradicts another.</exception>
    public SpatialPairSampler(TileSet tiles, SpatialPairOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        SpatialPairOptions settings = OptionRules.Require(options ?? new SpatialPairOptions());
        (_tiles, _probability, _border) = (tiles, settings.ContextProbability, settings.Border);
        NeighbourPicker Picker(int minimum, int maximum) =>
            NeighbourPicker.Create(new NeighbourOffsets(settings.Neighbourhood, minimum, maximum, settings.Weighting, settings.Scale));
        _picker = Picker(settings.MinDistance, settings.MaxDistance);
        int minimum = settings.MinDistance, first = settings.MaxDistance + 1;
        _wider = _border == BorderPolicy.Widen
            ? [.. Enumerable.Range(first, Math.Max(0, settings.WideningLimit - settings.MaxDistance)).Select(distance => new Lazy<NeighbourPicker>(() => Picker(minimum, distance)))]
            : [];
        ExclusionRadius = _probability > 0 ? settings.MaxDistance : 0;
        Description = Describe(settings);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    /// <value>The greatest distance of a neighbour; 0 when the context probability is 0. A reconstruction: the paper does not speak of losses with negatives.</value>
    public int ExclusionRadius { get; }

    /// <inheritdoc/>
    /// <remarks>False only for tiles without a neighbour under <see cref="BorderPolicy.Drop"/>, and for none when the context probability is 0.</remarks>
    public bool CanAnchor(int tile) => _border != BorderPolicy.Drop || _probability <= 0 || CandidateCount(tile) > 0;

    /// <inheritdoc/>
    public int? CandidateCount(int tile)
    {
        TileAddress address = _tiles[tile];
        return _picker.Count(_tiles.IndexOf(address.Slide), address.Column, address.Row);
    }

    /// <inheritdoc/>
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives)
    {
        PairSpans.RequireSameLength(anchors, positives);
        Span<TileAddress> addresses = stackalloc TileAddress[Block];
        Span<CounterRandom> streams = stackalloc CounterRandom[Block];
        Span<bool> contextual = stackalloc bool[Block];
        _tiles.Prefetch(anchors[..Math.Min(Block, anchors.Length)]);
        for (int start = 0; start < anchors.Length; start += Block)
        {
            ReadOnlySpan<int> block = anchors.Slice(start, Math.Min(Block, anchors.Length - start)), following = anchors[(start + block.Length)..];
            _tiles.Prefetch(following[..Math.Min(Block, following.Length)]);

            // Loops of their own: memory and arithmetic of different anchors overlap instead of waiting for one another.
            for (int i = 0; i < block.Length; i++)
            {
                addresses[i] = _tiles[block[i]];
            }

            draw.Streams(firstRow + start, streams[..block.Length]);
            for (int i = 0; i < block.Length; i++)
            {
                _tiles.IndexOf(addresses[i].Slide).Prefetch(addresses[i].Column, addresses[i].Row);

                // Drawn for every anchor, also when it cannot matter: the same neighbours come out for any probability.
                contextual[i] = streams[i].Chance(_probability);
            }

            for (int i = 0; i < block.Length; i++)
            {
                positives[start + i] = contextual[i] ? SampleNeighbour(ref streams[i], block[i], addresses[i]) : new PositivePair(block[i], PairRelation.Self);
            }
        }
    }

    private PositivePair SampleNeighbour(ref CounterRandom random, int anchor, TileAddress address)
    {
        ref readonly OccupancyIndex index = ref _tiles.IndexOf(address.Slide);
        return _picker.TryPick(ref random, index, address.Column, address.Row, out int column, out int row)
            ? new PositivePair(_tiles.Find(address.Slide, column, row), PairRelation.Spatial)
            : FallBack(ref random, index, anchor, address);
    }

    private PositivePair FallBack(ref CounterRandom random, in OccupancyIndex index, int anchor, TileAddress address)
    {
        foreach (Lazy<NeighbourPicker> wider in _wider)
        {
            if (wider.Value.TryPick(ref random, index, address.Column, address.Row, out int column, out int row))
            {
                return new PositivePair(_tiles.Find(address.Slide, column, row), PairRelation.Spatial, Fallback: true);
            }
        }

        return new PositivePair(anchor, PairRelation.Self, Fallback: true);
    }

    private static string Describe(SpatialPairOptions options)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"spatial d={options.MaxDistance} p={options.ContextProbability}");
        text += options.MinDistance > 1 ? string.Create(CultureInfo.InvariantCulture, $" min={options.MinDistance}") : string.Empty;
        text += options.Neighbourhood == Neighbourhood.Chebyshev ? string.Empty : $" {options.Neighbourhood}";
        text += options.Weighting switch
        {
            DistanceWeighting.InverseDistance => " 1/D",
            DistanceWeighting.Exponential => string.Create(CultureInfo.InvariantCulture, $" exp(-D/{options.Scale})"),
            _ => string.Empty,
        };
        return text + options.Border switch
        {
            BorderPolicy.Widen => string.Create(CultureInfo.InvariantCulture, $" widen<={options.WideningLimit}"),
            BorderPolicy.Drop => " drop",
            _ => string.Empty,
        };
    }
}
