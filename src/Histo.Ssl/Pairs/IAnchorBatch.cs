namespace Histo.Ssl.Pairs;

/// <summary>The anchors of one batch while it is filled.</summary>
public interface IAnchorBatch
{
    /// <summary>Adds a tile when the rules allow it beside those added before.</summary>
    /// <param name="tile">Index of the tile.</param>
    /// <returns>Whether it was added; a refused tile is offered again to the next batch.</returns>
    bool TryAdd(int tile);
}
