namespace Histo.Ssl.Tiling;

/// <summary>Gives the tiles of another source in grey, all of one brightness and contrast: structure remains, colour, darkness and contrast do not.</summary>
/// <remarks>
/// Luma x = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), then (x - mean) / max(deviation, 1) * 51 + 178 with mean and biased deviation over the tile, rounded to the nearest level and clipped to 0..255;
/// the same value in the three channels. 178 and 51 are those of usual tissue, a convention of this library. A deviation below one level is no contrast: a tile of one colour becomes 178 throughout.
/// Safe for several threads where the other source is. Allocates nothing.
/// </remarks>
public sealed class GreyTileSource : ITileSource
{
    /// <summary>Mean level of every tile before clipping.</summary>
    public const double Mean = 178;

    /// <summary>Standard deviation of every tile's levels before clipping.</summary>
    public const double Deviation = 51;

    private const double SmallestDeviation = 1;
    private readonly ITileSource _source;

    /// <summary>Creates the source.</summary>
    /// <param name="source">Where the pixels come from; owned and disposed by this source.</param>
    public GreyTileSource(ITileSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
    }

    /// <inheritdoc/>
    public TileSet Tiles => _source.Tiles;

    /// <inheritdoc/>
    public int TileSize => _source.TileSize;

    /// <inheritdoc/>
    public TileColour Colour => TileColour.Grey;

    /// <inheritdoc/>
    public void Read(int tile, Span<byte> rgb)
    {
        _source.Read(tile, rgb);
        Standardise(rgb);
    }

    /// <summary>Disposes the other source.</summary>
    public void Dispose() => _source.Dispose();

    private static void Standardise(Span<byte> rgb)
    {
        // Sums of whole numbers are exact, so their order does not matter.
        long sum = 0;
        for (int at = 0; at < rgb.Length; at += 3)
        {
            sum += Luma.Thousandths(rgb, at);
        }

        double pixels = rgb.Length / 3, mean = sum / pixels, squares = 0;
        for (int at = 0; at < rgb.Length; at += 3)
        {
            double difference = Luma.Thousandths(rgb, at) - mean;
            squares += difference * difference;
        }

        double factor = Deviation / Math.Max(Math.Sqrt(squares / pixels), 1000 * SmallestDeviation);
        for (int at = 0; at < rgb.Length; at += 3)
        {
            rgb.Slice(at, 3).Fill((byte)Math.Clamp(Math.Round(((Luma.Thousandths(rgb, at) - mean) * factor) + Mean), 0, 255));
        }
    }
}
