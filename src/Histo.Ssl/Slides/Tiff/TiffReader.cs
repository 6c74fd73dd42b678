namespace Histo.Ssl.Slides.Tiff;

/// <summary>The managed reader of tiled pyramidal TIFF: Aperio SVS and generic TIFF, nothing to install beside the packages.</summary>
/// <remarks>
/// Classic TIFF and BigTIFF of both byte orders; tiles and strips; JPEG (with shared tables, RGB, YCbCr and grey), deflate, LZW and uncompressed; 8 bits
/// a sample. Files whose layout needs knowledge of their vendor (Hamamatsu NDPI, Leica SCN, Trestle, Philips, Ventana, ...) and other codecs
/// (JPEG 2000, 16 bit) are refused by <see cref="Probe"/> with the reason, so that "auto" goes on to OpenSlide. See docs/tiff.md.
/// All readers made without options share one cache of decoded tiles.
/// </remarks>
public sealed class TiffReader : ISlideReader
{
    internal const string ReaderName = "tiff";
    private static readonly DecodedTileCache SharedCache = new(TiffReaderOptions.DefaultTileCacheBytes);
    private readonly DecodedTileCache _cache;

    /// <summary>Creates a reader that shares the process's cache of decoded tiles (64 MiB).</summary>
    public TiffReader() => _cache = SharedCache;

    /// <summary>Creates a reader with a cache of its own.</summary>
    /// <param name="options">Settings.</param>
    /// <exception cref="HistoException">HS0001: a setting lies outside its range.</exception>
    public TiffReader(TiffReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.TileCacheBytes is < 0 or > 1L << 40)
        {
            throw new HistoException(
                ErrorCodes.InvalidOption, "the tile cache has an impossible size", where: nameof(TiffReaderOptions.TileCacheBytes), seen: options.TileCacheBytes, wanted: "0 to 2^40");
        }

        _cache = new DecodedTileCache(options.TileCacheBytes);
    }

    /// <summary>Gets how many tiles of files have been decoded by the readers that share this one's cache.</summary>
    internal long Decodes => _cache.Decodes;

    /// <inheritdoc/>
    public string Name => ReaderName;

    /// <inheritdoc/>
    public SlideSupport Probe(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new TiffFile(path);
        try
        {
            TiffDirectoryParser? parser = TiffDirectoryParser.TryCreate(file);
            if (parser is null)
            {
                return new SlideSupport(false, file.Length == 0 ? "the file is empty" : "not a TIFF file");
            }

            return new SlideSupport(TiffLayout.Recognise(parser.ReadAll(), out string reason) is not null, reason);
        }
        catch (HistoException error) when (error.Code == ErrorCodes.SlideDamaged)
        {
            return new SlideSupport(false, "a damaged TIFF file: " + error.Message);
        }
    }

    /// <inheritdoc/>
    public ISlide Open(string path, SlideOpenOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SlideFile.RequireContent(path);
        var file = new TiffFile(path);
        try
        {
            TiffDirectoryParser parser = TiffDirectoryParser.TryCreate(file) ?? throw Unsupported(path, "not a TIFF file");
            TiffLayout layout = TiffLayout.Recognise(parser.ReadAll(), out string reason) ?? throw Unsupported(path, reason);
            return new TiffSlide(file, layout, _cache, options?.Mpp);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static HistoException Unsupported(string path, string reason) =>
        new(ErrorCodes.SlideUnsupported, "the managed TIFF reader does not read this file: " + reason, where: path, action: "Use reader \"auto\" or \"openslide\".");
}
