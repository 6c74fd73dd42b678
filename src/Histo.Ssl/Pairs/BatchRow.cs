using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>One row of a batch.</summary>
/// <param name="Tile">Index of the tile in the tile set.</param>
/// <param name="Address">Slide and cell of the tile.</param>
/// <param name="WeakLabel">Index of the slide's label in the cohort's sorted label names; -1 when it has none.</param>
/// <param name="Bag">Index of the bag the tile belongs to: its slide unless the caller groups otherwise.</param>
/// <param name="View">0 for anchors, 1 for their positives, 2 and more for local crops of one of them.</param>
/// <param name="Relation">Relation to the anchor of the same pair; <see cref="PairRelation.Self"/> for anchors and their local crops.</param>
/// <param name="Fallback">Whether the sampler had no candidate for the pair, or its positive could not be read, and fell back.</param>
public readonly record struct BatchRow(int Tile, TileAddress Address, int WeakLabel, int Bag, byte View, PairRelation Relation, bool Fallback = false);
