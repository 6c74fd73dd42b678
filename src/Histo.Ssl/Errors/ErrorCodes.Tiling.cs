namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>A tile index, cell or slide lies outside the tile set.</summary>
    public const string TileOutOfRange = "HS1201";

    /// <summary>The same cell of a slide was given twice.</summary>
    public const string DuplicateTile = "HS1202";

    /// <summary>A tile set file is damaged or was written by another version.</summary>
    public const string BadTileSet = "HS1203";

    /// <summary>No slide of the cohort yields a tile.</summary>
    public const string NoTiles = "HS1204";

    /// <summary>The target resolution is finer than the slide's own.</summary>
    public const string ResolutionTooFine = "HS1205";

    /// <summary>Imported coordinates do not lie on one lattice.</summary>
    public const string OffGrid = "HS1206";

    /// <summary>The tile set was made with another reader or from other slides.</summary>
    public const string TileSetMismatch = "HS1207";

    /// <summary>A slide has no tissue, or no cell holds enough of it.</summary>
    public const string NoTissue = "HS1208";

    /// <summary>A slide is smaller than one tile.</summary>
    public const string SlideTooSmall = "HS1209";

    /// <summary>All tiles of a slide were dropped as pen marks, blur or unreadable.</summary>
    public const string AllTilesFiltered = "HS1210";

    /// <summary>A slide's pixels are not square.</summary>
    public const string PixelsNotSquare = "HS1211";

    /// <summary>There is no treatment of tiles' colours of that name.</summary>
    public const string UnknownTileColour = "HS1320";
}
