namespace Histo.Ssl.Slides;

/// <summary>One file of a slide: the whole slide, or one image of a mosaic.</summary>
/// <param name="FilePath">Absolute path of the file.</param>
/// <param name="OffsetX">Left column in the mosaic, in the image's own (level-0) pixels; 0 for a slide of one file.</param>
/// <param name="OffsetY">Top row in the mosaic, in the image's own (level-0) pixels; 0 for a slide of one file.</param>
/// <param name="Annotation">Absolute path of the mask image or GeoJSON file that belongs to this file; null when there is none.</param>
public sealed record ManifestPart(string FilePath, int OffsetX = 0, int OffsetY = 0, string? Annotation = null);
