using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Settings of <see cref="TiffReader"/>.</summary>
public sealed class TiffReaderOptions
{
    /// <summary>Gets or sets how many bytes of decoded source tiles are kept for reads that overlap or touch.</summary>
    /// <value>Default 64 MiB for all slides of the reader together; 0 keeps none.</value>
    /// <remarks>Reads of whole, aligned source tiles use what is kept but add nothing to it.</remarks>
    [Range(0L, 1L << 40)]
    public long TileCacheBytes { get; set; } = DefaultTileCacheBytes;

    internal const long DefaultTileCacheBytes = 64L << 20;
}
