namespace Histo.Ssl.Tiling;

/// <summary>Where cell (0, 0) of a slide's lattice lies.</summary>
public enum GridOrigin
{
    /// <summary>At the top left corner of the smallest rectangle around the slide's content: no tile is lost to an empty margin.</summary>
    Content,

    /// <summary>At pixel (0, 0) of level 0: the same lattice whatever the scanner says of the content.</summary>
    Slide,
}
