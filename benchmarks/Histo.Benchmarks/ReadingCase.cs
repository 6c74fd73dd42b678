using Histo.Benchmarks.Inputs;
using Histo.Ssl.Slides;

namespace Histo.Benchmarks;

/// <summary>A slide and what reads it.</summary>
public sealed class ReadingCase
{
    private readonly string _name;
    private readonly ISlideReader? _reader;
    private readonly Func<BenchmarkSlide> _slide;

    /// <param name="reader">Our reader; null for the loop in C.</param>
    /// <param name="slide">Name of the slide.</param>
    /// <param name="input">Makes or finds the slide.</param>
    internal ReadingCase(ISlideReader? reader, string slide, Func<BenchmarkSlide> input) =>
        (_name, _reader, _slide) = ($"{reader?.Name ?? "C"} {slide}", reader, input);

    /// <summary>Makes the slide, so that it does not count.</summary>
    public void Prepare() => _ = _slide();

    /// <summary>Opens the slide and reads it once.</summary>
    /// <param name="aligned">Whether the squares are the slide's own tiles; otherwise each touches four of them.</param>
    /// <param name="threads">Threads that share the open slide.</param>
    /// <returns>Tiles read.</returns>
    public long Read(bool aligned, int threads)
    {
        BenchmarkSlide slide = _slide();
        int offset = aligned ? 0 : slide.TileSize / 2;
        return (_reader is null ? OpenSlideLoop.Read(slide, offset, threads) : TileLoop.Read(_reader, slide, offset, threads)).Tiles;
    }

    /// <inheritdoc/>
    public override string ToString() => _name;
}
