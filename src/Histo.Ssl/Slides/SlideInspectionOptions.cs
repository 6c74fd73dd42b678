namespace Histo.Ssl.Slides;

/// <summary>How thoroughly a <see cref="SlideInspector"/> looks at a slide.</summary>
public sealed record SlideInspectionOptions
{
    /// <summary>Gets whether every region of every level is read.</summary>
    /// <value>False (default): a sample.</value>
    public bool Full { get; init; }

    /// <summary>Gets the number of regions of each level that are read when not all are.</summary>
    /// <value>16 by default; always the same ones of a slide.</value>
    public int SampledRegions { get; init; } = 16;

    /// <summary>Gets the number of unreadable regions that are listed one by one; the others are counted.</summary>
    /// <value>20 by default.</value>
    public int ListedRegions { get; init; } = 20;

    /// <summary>Gets the reader and the microns per pixel to open the slide with.</summary>
    /// <value>Null (default): the reader that the content asks for, and what the file says.</value>
    public SlideOpenOptions? Open { get; init; }
}
