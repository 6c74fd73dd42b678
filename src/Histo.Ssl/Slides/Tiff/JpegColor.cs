namespace Histo.Ssl.Slides.Tiff;

/// <summary>How the components of a JPEG tile are to be understood: the TIFF tag decides, not the markers of the tile.</summary>
internal enum JpegColor
{
    /// <summary>One component.</summary>
    Grey,

    /// <summary>Three components that are red, green and blue.</summary>
    Rgb,

    /// <summary>Luma and two chroma components.</summary>
    YCbCr,
}
