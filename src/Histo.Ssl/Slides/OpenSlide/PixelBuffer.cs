using System.Buffers;

namespace Histo.Ssl.Slides.OpenSlide;

/// <summary>A buffer for OpenSlide's pixels: a thread keeps one of up to 4 MiB, larger ones come from the shared pool.</summary>
internal readonly ref struct PixelBuffer
{
    private const int KeptPixels = 1 << 20;

    [ThreadStatic]
    private static uint[]? _kept;

    private readonly uint[]? _rented;

    public PixelBuffer(int pixels)
    {
        if (pixels > KeptPixels)
        {
            _rented = ArrayPool<uint>.Shared.Rent(pixels);
            Pixels = _rented.AsSpan(0, pixels);
            return;
        }

        if (_kept is null || _kept.Length < pixels)
        {
            _kept = GC.AllocateUninitializedArray<uint>(Math.Max(pixels, 256 * 256));
        }

        Pixels = _kept.AsSpan(0, pixels);
    }

    public Span<uint> Pixels { get; }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<uint>.Shared.Return(_rented);
        }
    }
}
