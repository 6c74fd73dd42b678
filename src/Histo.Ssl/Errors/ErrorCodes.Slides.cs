namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>A slide's file does not exist.</summary>
    public const string SlideNotFound = "HS1001";

    /// <summary>No reader supports the file.</summary>
    public const string SlideUnsupported = "HS1002";

    /// <summary>The file is damaged: it cannot be opened.</summary>
    public const string SlideDamaged = "HS1003";

    /// <summary>A region leaves the level that is read.</summary>
    public const string RegionOutOfRange = "HS1004";

    /// <summary>Pixels cannot be decoded.</summary>
    public const string PixelsUnreadable = "HS1005";

    /// <summary>The OpenSlide library is not installed or too old.</summary>
    public const string OpenSlideUnavailable = "HS1006";

    /// <summary>There is no reader of that name.</summary>
    public const string UnknownReader = "HS1007";

    /// <summary>Microns per pixel are missing or absurd.</summary>
    public const string ResolutionUnknown = "HS1008";

    /// <summary>There is no associated image of that name.</summary>
    public const string AssociatedImageNotFound = "HS1009";

    /// <summary>A manifest cannot be read or contradicts itself.</summary>
    public const string BadManifest = "HS1010";

    /// <summary>An annotation file cannot be read or does not fit its slide.</summary>
    public const string BadAnnotation = "HS1011";

    /// <summary>The images of a mosaic overlap or do not fit each other.</summary>
    public const string BadMosaic = "HS1012";
}
