namespace Histo.Ssl.Pairs;

/// <summary>The anchors of one batch while it is filled. Asked and told separately, so that several rules combine.</summary>
public interface IAnchorBatch
{
    /// <summary>Returns whether the rule allows a tile beside those added before; changes nothing. A refused tile is offered again to the next batch.</summary>
    /// <param name="tile">Index of the tile.</param>
    bool Allows(int tile);

    /// <summary>Adds a tile that the rule allowed.</summary>
    /// <param name="tile">Index of the tile.</param>
    void Add(int tile);
}
