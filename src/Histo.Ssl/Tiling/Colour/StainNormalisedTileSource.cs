using System.Buffers;

namespace Histo.Ssl.Tiling;

/// <summary>Gives the tiles of another source with the stains of every slide turned into those of one reference (<see cref="StainProfile.Reference"/>): what differs between stainings goes, what is stained how strongly within a slide remains.</summary>
/// <remarks>
/// When a slide's first tile is read, its stains are estimated from evenly spaced tiles of it: optical density -ln(max(level, 1) / 240), pixels above 0.15 in every channel, the plane of the first
/// two singular vectors, angles at percentiles 1 and 99, concentrations by least squares, whose 99th percentiles over stained pixels become the reference's. The estimate depends on the slide's tiles alone,
/// never on the order of reading. A slide whose stains cannot be told is left as it is and named in <see cref="Notices"/>. Safe for several threads where the other source is.
/// Source: M. Macenko et al., "A method for normalizing histology slides for quantitative analysis", ISBI 2009.
/// </remarks>
public sealed class StainNormalisedTileSource : ITileSource
{
    private readonly ITileSource _source;
    private readonly StainNormalisationOptions _options;
    private readonly Slide?[] _slides;
    private readonly Lock[] _gates;

    /// <summary>Creates a source; reads nothing yet.</summary>
    /// <param name="source">Where the pixels come from; owned and disposed by this source.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public StainNormalisedTileSource(ITileSource source, StainNormalisationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _options = OptionRules.Require(options ?? new StainNormalisationOptions());
        _slides = new Slide?[source.Tiles.Slides.Count];
        _gates = [.. _slides.Select(_ => new Lock())];
    }

    /// <inheritdoc/>
    public TileSet Tiles => _source.Tiles;

    /// <inheritdoc/>
    public int TileSize => _source.TileSize;

    /// <inheritdoc/>
    public TileColour Colour => TileColour.StainNormalised;

    /// <summary>Gets the slides that are left as they are and why, in the order of the tile set; of the slides from which something was read so far.</summary>
    public IReadOnlyList<string> Notices =>
        [.. Tiles.Slides.Select((slide, i) => (slide.Source.SlideId, Volatile.Read(ref _slides[i])?.Problem)).Where(each => each.Problem is not null).Select(each => $"{each.SlideId}: stains are left as they are; {each.Problem}")];

    /// <summary>Returns the stains of a slide, and estimates them where nothing was read of it yet.</summary>
    /// <param name="slide">Index of the slide.</param>
    /// <returns>Null for a slide that is left as it is.</returns>
    /// <exception cref="HistoException">HS1201: there is no such slide. What reading its tiles throws, but for HS1005: such tiles are left out.</exception>
    public StainProfile? ProfileOf(int slide) => (uint)slide < (uint)_slides.Length
        ? SlideAt(slide).Profile
        : throw new HistoException(ErrorCodes.TileOutOfRange, "there is no such slide", seen: slide, wanted: $"0 to {_slides.Length - 1}");

    /// <inheritdoc/>
    public void Read(int tile, Span<byte> rgb)
    {
        _source.Read(tile, rgb);
        SlideAt(Tiles.SlideOf(tile)).Transform?.Apply(rgb);
    }

    /// <summary>Disposes the other source.</summary>
    public void Dispose() => _source.Dispose();

    // An error is not kept: the next read tries again.
    private Slide SlideAt(int slide)
    {
        if (Volatile.Read(ref _slides[slide]) is { } known)
        {
            return known;
        }

        lock (_gates[slide])
        {
            if (_slides[slide] is null)
            {
                StainEstimate found = Macenko.Estimate(Sample(slide), _options.MinStainedPixels);
                Volatile.Write(ref _slides[slide], new Slide(found.Profile, found.Problem, found.Profile is { } profile ? new StainTransform(profile, StainProfile.Reference) : null));
            }

            return _slides[slide]!;
        }
    }

    private ReadOnlySpan<byte> Sample(int slide)
    {
        (int first, int count) = Tiles.TilesOf(slide);
        int tiles = Math.Min(count, _options.SampleTiles), pixels = TileSize * TileSize;

        // An odd step falls on every column of a tile whose width is even.
        int step = (int)((((long)tiles * pixels) + _options.SamplePixels - 1) / _options.SamplePixels) | 1;
        byte[] sample = new byte[3 * tiles * ((pixels + step - 1) / step)], rented = ArrayPool<byte>.Shared.Rent(3 * pixels);
        int length = 0;
        try
        {
            Span<byte> tile = rented.AsSpan(0, 3 * pixels);
            for (int i = 0; i < tiles; i++)
            {
                if (TryRead(first + (int)(((2L * i) + 1) * count / (2L * tiles)), tile))
                {
                    for (int pixel = 0; pixel < pixels; pixel += step, length += 3)
                    {
                        tile.Slice(3 * pixel, 3).CopyTo(sample.AsSpan(length));
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return sample.AsSpan(0, length);
    }

    // A damaged tile is reported when it is asked for itself.
    private bool TryRead(int tile, Span<byte> rgb)
    {
        try
        {
            _source.Read(tile, rgb);
            return true;
        }
        catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
        {
            return false;
        }
    }

    private sealed record Slide(StainProfile? Profile, string? Problem, StainTransform? Transform);
}
