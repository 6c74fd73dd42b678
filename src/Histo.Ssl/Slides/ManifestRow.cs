namespace Histo.Ssl.Slides;

/// <summary>One line of a manifest as it is written.</summary>
/// <param name="FilePath">Path, absolute or relative to the manifest.</param>
internal sealed record ManifestRow(string FilePath)
{
    public string? SlideId { get; init; }

    public double? Mpp { get; init; }

    public string? PatientId { get; init; }

    public string? Label { get; init; }

    public string? Annotation { get; init; }

    public string? Group { get; init; }

    public string? Site { get; init; }

    public int? OffsetX { get; init; }

    public int? OffsetY { get; init; }
}
