namespace Histo.Ssl.Slides.OpenSlide;

/// <summary>Opens slides through the native OpenSlide library: Aperio, Hamamatsu, Leica, MIRAX, Philips, Sakura, Trestle, Ventana, tiled TIFF, DICOM from version 4.</summary>
/// <remarks>
/// The library is looked for once (<see cref="OpenSlideLibrary"/>): versions 3.4 and 4 work. Without it every file is "not supported" with what to install,
/// and <see cref="Open"/> fails with HS1006. Do not open files of unknown origin with a version before 4.0.1, which closed holes in its parsers.
/// </remarks>
public sealed class OpenSlideReader : ISlideReader
{
    internal const string ReaderName = "openslide";

    private readonly OpenSlideLibrary _library;
    private readonly OpenSlideCache? _cache;

    /// <summary>Creates the reader; each open slide has OpenSlide's own tile cache of 32 MB.</summary>
    public OpenSlideReader()
        : this(OpenSlideLibrary.Installed)
    {
    }

    /// <summary>Creates a reader whose slides share one cache of decoded tiles.</summary>
    /// <param name="cacheBytes">Size of the cache, 0 or more. OpenSlide 3.4 cannot share: there each open slide keeps its own 32 MB.</param>
    public OpenSlideReader(long cacheBytes)
        : this(OpenSlideLibrary.Installed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cacheBytes);
        _cache = OpenSlideCache.TryCreate(_library, cacheBytes);
    }

    internal OpenSlideReader(OpenSlideLibrary library) => _library = library;

    /// <inheritdoc/>
    public string Name => ReaderName;

    /// <inheritdoc/>
    public SlideSupport Probe(string path)
    {
        SlideFile.RequireContent(path);
        if (!_library.IsAvailable)
        {
            return new SlideSupport(false, _library.Reason);
        }

        string? vendor = OpenSlideNative.Text(OpenSlideNative.DetectVendor(path));
        return vendor is not null ? new SlideSupport(true, vendor) : new SlideSupport(false, WhyNot(path));
    }

    /// <inheritdoc/>
    public ISlide Open(string path, SlideOpenOptions? options = null)
    {
        SlideFile.RequireContent(path);
        _library.Require(path);
        OpenSlideHandle? handle = OpenSlideHandle.TryOpen(path, _cache, out string? error);
        if (handle is null)
        {
            throw error is not null
                ? new HistoException(ErrorCodes.SlideDamaged, "OpenSlide recognises the file but cannot open it", where: path, seen: error)
                : new HistoException(ErrorCodes.SlideUnsupported, "OpenSlide does not support the file", where: path, seen: WhyNot(path));
        }

        try
        {
            return new OpenSlideSlide(path, handle, _cache, options);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private string WhyNot(string path) => !_library.HasDicom && SlideFile.IsDicom(path)
        ? $"DICOM needs OpenSlide 4.0 or newer, {_library.Version} is installed"
        : $"OpenSlide {_library.Version} does not recognise the file";
}
