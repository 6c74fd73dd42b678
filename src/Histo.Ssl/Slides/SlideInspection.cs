namespace Histo.Ssl.Slides;

/// <summary>What a <see cref="SlideInspector"/> found.</summary>
/// <param name="FilePath">The file.</param>
public sealed record SlideInspection(string FilePath)
{
    /// <summary>Gets whether the slide opens.</summary>
    public bool Opens { get; init; }

    /// <summary>Gets the reader that opened it; null when none did.</summary>
    public string? Reader { get; init; }

    /// <summary>Gets the vendor; null when it is not known.</summary>
    public string? Vendor { get; init; }

    /// <summary>Gets the levels, largest first; empty when the slide does not open.</summary>
    public IReadOnlyList<SlideLevel> Levels { get; init; } = [];

    /// <summary>Gets the width of level 0; null when the slide does not open.</summary>
    public int? Width => Levels.Count > 0 ? Levels[0].Width : null;

    /// <summary>Gets the height of level 0; null when the slide does not open.</summary>
    public int? Height => Levels.Count > 0 ? Levels[0].Height : null;

    /// <summary>Gets the size of a level-0 pixel and where it came from; null when it is not known.</summary>
    public SlideResolution? Resolution { get; init; }

    /// <summary>Gets the number of regions that were read, good or bad.</summary>
    public long RegionsRead { get; init; }

    /// <summary>Gets the number of regions that cannot be decoded.</summary>
    public long RegionsUnreadable { get; init; }

    /// <summary>Gets what is wrong; empty for a good slide.</summary>
    public IReadOnlyList<SlideProblem> Problems { get; init; } = [];
}
