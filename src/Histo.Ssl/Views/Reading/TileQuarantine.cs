using System.Collections.Concurrent;
using Histo.Ssl.Tiling;
using Microsoft.Extensions.Logging;

namespace Histo.Ssl.Views;

/// <summary>The tiles that could not be read: known at once to all reading threads, reported once and in the order of the batches.</summary>
internal sealed class TileQuarantine(TileSet tiles, double maximumShare, ILogger logger)
{
    private const int Listed = 10;
    private readonly ConcurrentDictionary<int, string> _reasons = new();
    private readonly HashSet<int> _reported = [];
    private QuarantinedTile[] _list = [];

    /// <summary>Tiles reported so far; a snapshot.</summary>
    public IReadOnlyList<QuarantinedTile> Reported => Volatile.Read(ref _list);

    public bool Contains(int tile) => !_reasons.IsEmpty && _reasons.ContainsKey(tile);

    public void Add(int tile, string reason) => _reasons.TryAdd(tile, reason);

    /// <summary>Reports tiles that a batch could not use, when that batch is handed out: the order does not depend on threads.</summary>
    /// <exception cref="HistoException">HS1451: more tiles cannot be read than the options allow.</exception>
    public void Report(IEnumerable<int> failed)
    {
        QuarantinedTile[] added = [.. failed.Order().Where(_reported.Add).Select(Describe)];
        if (added.Length == 0)
        {
            return;
        }

        Volatile.Write(ref _list, [.. _list, .. added]);
        foreach (QuarantinedTile tile in added)
        {
            logger.LogWarning(
                "{Code}: tile {Tile} of slide {Slide} at ({X}, {Y}) cannot be read and is left out: {Reason}", ErrorCodes.PixelsUnreadable, tile.Tile, tile.SlideId, tile.X, tile.Y, tile.Reason);
        }

        if (_list.Length > maximumShare * tiles.Count)
        {
            string named = string.Join("; ", _list.Take(Listed).Select(tile => FormattableString.Invariant($"{tile.SlideId} at ({tile.X}, {tile.Y})")));
            throw new HistoException(
                ErrorCodes.TooManyUnreadableTiles,
                "too many tiles cannot be read",
                named + (_list.Length > Listed ? FormattableString.Invariant($" and {_list.Length - Listed} more") : string.Empty),
                FormattableString.Invariant($"{_list.Length} of {tiles.Count} tiles"),
                FormattableString.Invariant($"at most a share of {maximumShare}"),
                "Check these slides (histo doctor --full), take them out of the manifest, or raise MaxUnreadableShare.");
        }
    }

    private QuarantinedTile Describe(int tile)
    {
        TileAddress address = tiles[tile];
        TileSlide slide = tiles.Slides[address.Slide];
        return new QuarantinedTile(tile, slide.Source.SlideId, address, slide.Grid.X(address.Column), slide.Grid.Y(address.Row), _reasons.GetValueOrDefault(tile, "unknown"));
    }
}
