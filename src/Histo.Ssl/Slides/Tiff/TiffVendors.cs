namespace Histo.Ssl.Slides.Tiff;

/// <summary>Recognises files whose layout needs knowledge of their vendor: read as plain TIFF their geometry would be wrong.</summary>
internal static class TiffVendors
{
    /// <summary>Says whose file it is; null when no such vendor is recognised.</summary>
    public static string? NeedsOwnReader(IReadOnlyList<TiffDirectory> directories)
    {
        TiffDirectory first = directories[0];
        string software = first.Texts.GetValueOrDefault("Software", string.Empty), description = first.Description ?? string.Empty;
        return first.IsNdpi ? "hamamatsu (NDPI)"
            : description.Contains("http://www.leica-microsystems.com/scn/", StringComparison.Ordinal) ? "leica (SCN)"
            : software.StartsWith("MedScan", StringComparison.Ordinal) ? "trestle"
            : software.StartsWith("Philips", StringComparison.Ordinal) || description.Contains("DPUfsImport", StringComparison.Ordinal) ? "philips"
            : directories.Any(IsVentana) ? "ventana"
            : description.Contains("PerkinElmer-QPI", StringComparison.Ordinal) ? "perkinelmer (QPTIFF)"
            : description.Contains("<OME", StringComparison.Ordinal) && first.SamplesPerPixel != 3 ? "ome (channels in separate images)"
            : null;
    }

    private static bool IsVentana(TiffDirectory directory) =>
        directory.Xmp?.Contains("iScan", StringComparison.Ordinal) == true
        || directory.Description?.StartsWith("level=0 mag=", StringComparison.Ordinal) == true;
}
