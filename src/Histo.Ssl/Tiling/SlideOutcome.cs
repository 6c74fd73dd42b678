using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>What tiling made of one slide.</summary>
/// <param name="Slide">The slide as the manifest names it.</param>
/// <param name="Tiles">Number of its tiles; 0 when it is not in the tile set.</param>
public sealed record SlideOutcome(ManifestSlide Slide, int Tiles)
{
    /// <summary>Gets why the slide yields no tile, or what is wrong although it does.</summary>
    /// <value>Null: nothing is wrong. Otherwise one of <see cref="ErrorCodes"/>.</value>
    public string? Code => Problem?.Code;

    /// <summary>Gets the reason in words: what was seen, what was wanted.</summary>
    /// <value>Null: nothing is wrong.</value>
    public string? Reason => Problem?.Message;

    /// <summary>Gets the problem as an error.</summary>
    /// <value>Null: nothing is wrong.</value>
    public HistoException? Problem { get; init; }

    /// <summary>Gets the share of the slide's content that is tissue, 0 to 1; NaN where it was not looked at.</summary>
    public double TissueShare { get; init; } = double.NaN;

    /// <summary>Gets the number of cells that lie fully inside the slide's content.</summary>
    public int Cells { get; init; }

    /// <summary>Gets the number of cells with too little tissue.</summary>
    public int WithoutTissue { get; init; }

    /// <summary>Gets the number of tiles dropped for pen marks.</summary>
    public int WithPenMarks { get; init; }

    /// <summary>Gets the number of tiles dropped for blur.</summary>
    public int Blurred { get; init; }

    /// <summary>Gets the number of tiles that could not be read when they were scored; 0 when no tile was read.</summary>
    public int Unreadable { get; init; }

    /// <summary>Gets the share of the slide's content that could not be decoded at low resolution and counts as no tissue.</summary>
    public double UnreadableShare { get; init; }
}
