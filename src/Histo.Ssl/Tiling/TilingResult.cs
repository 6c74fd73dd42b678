namespace Histo.Ssl.Tiling;

/// <summary>A tile set and what became of each slide.</summary>
/// <param name="Tiles">The tiles; only slides that yield any are in it.</param>
/// <param name="Outcomes">One for each slide of the cohort, in its order.</param>
public sealed record TilingResult(TileSet Tiles, IReadOnlyList<SlideOutcome> Outcomes);
