namespace Histo.Ssl.Slides.OpenSlide;

/// <summary>A slide that libopenslide reads.</summary>
/// <remarks>
/// An error is final for an OpenSlide handle, so a region that cannot be decoded spoils the handle for everybody who shares it. A read that meets an error is
/// therefore tried once more on a handle of its own, which tells a bad region from a spoilt handle; whatever comes out, the shared handle is replaced by a clean
/// one. Handles are swapped by compare-and-exchange and closed by their reference count, when the last read has left them.
/// </remarks>
internal sealed class OpenSlideSlide : ISlide
{
    private readonly OpenSlideMetadata _metadata;
    private readonly OpenSlideCache? _cache;
    private readonly PixelRectangle[] _content;
    private OpenSlideHandle _handle;
    private volatile bool _disposed;

    public OpenSlideSlide(string path, OpenSlideHandle handle, OpenSlideCache? cache, SlideOpenOptions? options)
    {
        FilePath = path;
        _handle = handle;
        _cache = cache;
        _metadata = OpenSlideMetadata.Read(handle, path);
        _content = [_metadata.Content];
        Resolution = SlideResolution.Find(_metadata.Properties, options?.Mpp);
    }

    public string FilePath { get; }

    public string ReaderName => OpenSlideReader.ReaderName;

    public string? Vendor => _metadata.Properties.GetValueOrDefault("openslide.vendor");

    public IReadOnlyList<SlideLevel> Levels => _metadata.Levels;

    public IReadOnlyDictionary<string, string> Properties => _metadata.Properties;

    public SlideResolution? Resolution { get; }

    public IReadOnlyList<PixelRectangle> ContentRegions => _content;

    public IReadOnlyList<string> AssociatedImageNames => _metadata.AssociatedImageNames;

    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        LevelRegion region = LevelRegion.Locate(this, level, x, y, width, height, rgb.Length);

        // OpenSlide interpolates where x / downsample is not whole: give it the level-0 pixel of the rounded column.
        double downsample = _metadata.Levels[level].Downsample;
        var request = new ReadRequest((long)Math.Round(region.Column * downsample), (long)Math.Round(region.Row * downsample), level, width, height);
        using var buffer = new PixelBuffer(width * height);
        OpenSlideHandle spoilt = ReadShared(request, buffer.Pixels, out bool good);
        if (!good && RetryAlone(request, buffer.Pixels, spoilt) is { } words)
        {
            throw LevelRegion.Unreadable(FilePath, level, x, y, width, height, words);
        }

        PremultipliedPixels.ToRgb(buffer.Pixels, _metadata.Background, rgb);
    }

    public RgbImage ReadAssociatedImage(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!AssociatedImageNames.Contains(name))
        {
            throw new HistoException(
                ErrorCodes.AssociatedImageNotFound,
                "the slide has no such associated image",
                where: FilePath,
                seen: name,
                wanted: AssociatedImageNames.Count == 0 ? "none, the slide has no associated images" : string.Join(", ", AssociatedImageNames));
        }

        // A handle of its own: a damaged label must not spoil the handle that tiles are read from.
        using OpenSlideHandle handle = Reopen(out string? error) ?? throw Damaged(name, error);
        nint slide = handle.DangerousGetHandle();
        OpenSlideNative.GetAssociatedImageDimensions(slide, name, out long width, out long height);
        if (width is < 1 or > ushort.MaxValue || height is < 1 or > ushort.MaxValue || width * height * 3 > Array.MaxLength)
        {
            throw Damaged(name, OpenSlideNative.Text(OpenSlideNative.GetError(slide)) ?? $"{width} x {height} pixels");
        }

        using var buffer = new PixelBuffer((int)(width * height));
        unsafe
        {
            fixed (uint* pixels = buffer.Pixels)
            {
                OpenSlideNative.ReadAssociatedImage(slide, name, pixels);
            }
        }

        if (OpenSlideNative.Text(OpenSlideNative.GetError(slide)) is { } words)
        {
            throw Damaged(name, words);
        }

        var image = new RgbImage((int)width, (int)height);
        PremultipliedPixels.ToRgb(buffer.Pixels, _metadata.Background, image.Pixels);
        return image;
    }

    public void Dispose()
    {
        _disposed = true;
        Volatile.Read(ref _handle).Dispose();
    }

    // Returns the handle that was used, so that the caller can replace it if it is spoilt.
    private OpenSlideHandle ReadShared(in ReadRequest request, Span<uint> pixels, out bool good)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            OpenSlideHandle handle = Volatile.Read(ref _handle);
            if (!handle.TryHold())
            {
                continue; // Another thread has just put a clean handle in its place.
            }

            try
            {
                good = request.Read(handle.DangerousGetHandle(), pixels) == 0;
                return handle;
            }
            finally
            {
                handle.DangerousRelease();
            }
        }
    }

    // Returns OpenSlide's words when the region itself is bad, null when it was read.
    private string? RetryAlone(in ReadRequest request, Span<uint> pixels, OpenSlideHandle spoilt)
    {
        OpenSlideHandle? own = Reopen(out string? error);
        if (own is null)
        {
            return "the slide cannot be opened again: " + (error ?? "not recognised");
        }

        string? words = OpenSlideNative.Text(request.Read(own.DangerousGetHandle(), pixels));
        if (words is not null)
        {
            own.Dispose();
            own = Volatile.Read(ref _handle) == spoilt ? Reopen(out _) : null;
        }

        if (own is not null)
        {
            Replace(spoilt, own);
        }

        return words;
    }

    private void Replace(OpenSlideHandle spoilt, OpenSlideHandle clean)
    {
        bool replaced = Interlocked.CompareExchange(ref _handle, clean, spoilt) == spoilt;
        (replaced ? spoilt : clean).Dispose();
        if (replaced && _disposed)
        {
            clean.Dispose();
        }
    }

    private OpenSlideHandle? Reopen(out string? error) => OpenSlideHandle.TryOpen(FilePath, _cache, out error);

    private HistoException Damaged(string name, string? words) => new(
        ErrorCodes.PixelsUnreadable, "an associated image cannot be decoded", where: $"{FilePath}, {name}", seen: words ?? "the slide cannot be opened again");

    private readonly record struct ReadRequest(long X, long Y, int Level, int Width, int Height)
    {
        // Returns OpenSlide's error text, 0 for none.
        public unsafe nint Read(nint slide, Span<uint> pixels)
        {
            fixed (uint* target = pixels)
            {
                OpenSlideNative.ReadRegion(slide, target, X, Y, Level, Width, Height);
            }

            return OpenSlideNative.GetError(slide);
        }
    }
}
