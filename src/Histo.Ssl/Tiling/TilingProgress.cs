namespace Histo.Ssl.Tiling;

/// <summary>How far tiling has come. Slides may finish in any order.</summary>
/// <param name="SlidesDone">Slides that are finished.</param>
/// <param name="SlideCount">All slides.</param>
/// <param name="Tiles">Tiles so far.</param>
/// <param name="Last">The slide that was finished last.</param>
public readonly record struct TilingProgress(int SlidesDone, int SlideCount, long Tiles, SlideOutcome Last);
