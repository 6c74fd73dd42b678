namespace Histo.Ssl.Slides.Tiff;

/// <summary>How <see cref="PyramidTiffWriter"/> codes its tiles.</summary>
public enum TiffCompression
{
    /// <summary>JPEG, YCbCr 4:2:0: small, not exact.</summary>
    Jpeg,

    /// <summary>Deflate with horizontal differences: exact.</summary>
    Deflate,

    /// <summary>LZW with horizontal differences: exact; for programs that know no deflate.</summary>
    Lzw,

    /// <summary>Uncompressed.</summary>
    None,
}
