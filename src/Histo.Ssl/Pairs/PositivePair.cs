namespace Histo.Ssl.Pairs;

/// <summary>The positive that was drawn for an anchor.</summary>
/// <param name="Tile">Index of the positive tile; the anchor's own for <see cref="PairRelation.Self"/>.</param>
/// <param name="Relation">Why it is a positive.</param>
/// <param name="Fallback">Whether the sampler had no candidate and fell back to what its border policy says.</param>
public readonly record struct PositivePair(int Tile, PairRelation Relation, bool Fallback = false);
