using System.Globalization;
using System.Runtime.InteropServices;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>Lets at most a number of anchors of one slide into a batch, so that no slide's stain dominates it.</summary>
/// <remarks>When a slide has a greater share of the tiles than the limit allows, some of its tiles find no place: see <see cref="AnchorState.Skipped"/>.</remarks>
public sealed class PerSlideLimitGuard : IAnchorGuard
{
    private readonly TileSet _tiles;
    private readonly int _limit;

    /// <summary>Creates a guard.</summary>
    /// <param name="tiles">The tiles that anchors come from.</param>
    /// <param name="limit">Greatest number of anchors of a slide in a batch, 1 or more.</param>
    /// <exception cref="HistoException">HS0001: the limit is less than 1.</exception>
    public PerSlideLimitGuard(TileSet tiles, int limit)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        if (limit < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a limit lies outside its range", nameof(PerSlideLimitGuard), limit, "1 or more");
        }

        (_tiles, _limit) = (tiles, limit);
        Description = string.Create(CultureInfo.InvariantCulture, $"<= {limit} anchors a slide");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IAnchorBatch Begin(int batchSize) => new Batch(_tiles, _limit);

    private sealed class Batch(TileSet tiles, int limit) : IAnchorBatch
    {
        private readonly Dictionary<int, int> _counts = [];

        public bool Allows(int tile) => _counts.GetValueOrDefault(tiles.SlideOf(tile)) < limit;

        public void Add(int tile) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, tiles.SlideOf(tile), out _)++;
    }
}
