namespace Histo.Ssl.Comparison;

/// <summary>What a cohort of a comparison is made of.</summary>
public sealed record ComparedCohort
{
    /// <summary>Gets its name in the plan.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the number of slides with tiles.</summary>
    public required int Slides { get; init; }

    /// <summary>Gets the number of groups, which folds do not split.</summary>
    public required int Groups { get; init; }

    /// <summary>Gets the number of tiles.</summary>
    public required long Tiles { get; init; }

    /// <summary>Gets the width and height of a tile in pixels.</summary>
    public required int TileSize { get; init; }

    /// <summary>Gets the distance of neighbouring tiles in pixels.</summary>
    public required int Stride { get; init; }

    /// <summary>Gets the hash of the tile set.</summary>
    public required string TileSetHash { get; init; }

    /// <summary>Gets what is wrong with slides, and which were left out.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}
