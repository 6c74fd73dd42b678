namespace Histo.Ssl.Slides.Tiff;

/// <summary>One image of a TIFF file, as its tags describe it; the defaults of the TIFF standard stand where a tag is absent.</summary>
internal sealed record TiffDirectory
{
    /// <summary>Position in the chain of directories; -1 for a sub-directory.</summary>
    public required int Index { get; init; }

    public required long Width { get; init; }

    public required long Height { get; init; }

    public required bool IsTiled { get; init; }

    /// <summary>Width of a tile; of a strip the image's width.</summary>
    public required long TileWidth { get; init; }

    /// <summary>Height of a tile; of a strip its rows.</summary>
    public required long TileHeight { get; init; }

    public required long[] Offsets { get; init; }

    public required long[] ByteCounts { get; init; }

    public required long[] BitsPerSample { get; init; }

    public long Compression { get; init; } = 1;

    public long? Photometric { get; init; }

    public long SamplesPerPixel { get; init; } = 1;

    public bool IsPlanar { get; init; }

    public long Predictor { get; init; } = 1;

    public long FillOrder { get; init; } = 1;

    public long Orientation { get; init; } = 1;

    public long SampleFormat { get; init; } = 1;

    public long ImageDepth { get; init; } = 1;

    public long? ExtraSample { get; init; }

    public long? SubfileType { get; init; }

    public byte[] JpegTables { get; init; } = [];

    public double? XResolution { get; init; }

    public double? YResolution { get; init; }

    public long ResolutionUnit { get; init; } = 2;

    public string? Description { get; init; }

    /// <summary>Start of the XMP packet, as text.</summary>
    public string? Xmp { get; init; }

    public bool IsNdpi { get; init; }

    /// <summary>Text tags by the name under which OpenSlide lists them ("Software", "DateTime", ...).</summary>
    public required IReadOnlyDictionary<string, string> Texts { get; init; }

    public IReadOnlyList<TiffDirectory> SubDirectories { get; init; } = [];

    public long Columns => (Width + TileWidth - 1) / TileWidth;

    public long Rows => (Height + TileHeight - 1) / TileHeight;

    /// <summary>Whether the file was told to be a smaller copy of another image.</summary>
    public bool IsReduced => ((SubfileType ?? 0) & 1) != 0;
}
