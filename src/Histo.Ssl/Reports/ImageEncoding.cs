namespace Histo.Ssl.Reports;

/// <summary>File format of a picture inside a report.</summary>
public enum ImageEncoding
{
    /// <summary>Lossless: for masks, drawings and small tiles whose pixels matter.</summary>
    Png,

    /// <summary>Lossy, quality 85, about a tenth of the size: for thumbnails and tissue.</summary>
    Jpeg,
}
