using System.Buffers;
using System.Numerics;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Embeds tiles by colour and texture descriptors that need no training: colour histogram, gradient magnitude, local binary patterns.</summary>
/// <remarks>
/// 60 numbers: the 48 of <see cref="ColourHistogram"/>; mean and biased deviation of the gradient magnitude, sqrt(gx^2 + gy^2) by central differences of luma in 0..1; the histogram, in shares of 10 bins, of rotation-invariant uniform local
/// binary patterns (LBP riu2, 8 neighbours, radius 1). Luma is 0.299 R + 0.587 G + 0.114 B; the last two are over inner pixels. A pattern's bits say which of the 8 adjacent pixels, taken without interpolation, are at least as bright as the pixel:
/// bins 0 to 8 count the ones of patterns with at most two changes around the pixel, bin 9 all other patterns.
/// Source: T. Ojala, M. Pietikainen, T. Maenpaa, "Multiresolution gray-scale and rotation invariant texture classification with local binary patterns", IEEE TPAMI 24, 2002.
/// </remarks>
public sealed class ColourTexture : ITileEmbedder
{
    private const int ColourSize = 48, PatternBins = 10, Size = ColourSize + 2 + PatternBins;
    private static readonly byte[] BinOf = [.. Enumerable.Range(0, 256).Select(code => Bin((byte)code))];
    private readonly EmbeddingOptions _options;

    /// <summary>Creates the embedder.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public ColourTexture(EmbeddingOptions? options = null)
    {
        _options = options ?? new EmbeddingOptions();
        _options.Validate();
    }

    /// <summary>Gets the length of a vector: 60.</summary>
    public int EmbeddingSize => Size;

    /// <inheritdoc/>
    /// <exception cref="HistoException">HS0002: tiles are smaller than 3 pixels.</exception>
    public EmbeddingSet Embed(ITileSource source, IReadOnlyList<int>? tiles = null, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return DescriptorEmbedding.Run("colour-texture", EmbeddingSize, (rgb, vector) => Compute(rgb, source.TileSize, vector), source, tiles, _options, progress, cancellationToken);
    }

    /// <summary>Computes the descriptor of one tile.</summary>
    /// <param name="rgb">Pixels, three bytes each, row by row.</param>
    /// <param name="tileSize">Width and height in pixels, 3 or more.</param>
    /// <param name="descriptor">Receives 60 numbers: colour, gradient, patterns.</param>
    /// <exception cref="HistoException">HS0002: the pixels do not fill the tile, or the destination is not 60 long.</exception>
    public static void Compute(ReadOnlySpan<byte> rgb, int tileSize, Span<float> descriptor)
    {
        if (tileSize < 3 || rgb.Length != tileSize * tileSize * 3 || descriptor.Length != Size)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "a descriptor of colour and texture needs a whole tile of 3 pixels or more and 60 places", seen: $"{rgb.Length} bytes, {descriptor.Length} places", wanted: $"{tileSize} x {tileSize} x 3 bytes, 60 places");
        }

        ColourHistogram.Compute(rgb, descriptor[..ColourSize]);
        int[] rented = ArrayPool<int>.Shared.Rent(tileSize * tileSize);
        try
        {
            for (int pixel = 0; pixel < tileSize * tileSize; pixel++)
            {
                rented[pixel] = Luma.Thousandths(rgb, 3 * pixel);
            }

            Texture(rented, tileSize, descriptor[ColourSize..]);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private static void Texture(int[] luma, int size, Span<float> texture)
    {
        Span<int> bins = stackalloc int[PatternBins];
        bins.Clear();
        double sum = 0, squares = 0;
        for (int row = 1; row < size - 1; row++)
        {
            for (int at = (row * size) + 1; at < ((row + 1) * size) - 1; at++)
            {
                double gx = (luma[at + 1] - luma[at - 1]) / 510_000.0, gy = (luma[at + size] - luma[at - size]) / 510_000.0, square = (gx * gx) + (gy * gy);
                sum += Math.Sqrt(square);
                squares += square;
                bins[BinOf[Pattern(luma, at, size)]]++;
            }
        }

        double pixels = (size - 2.0) * (size - 2), mean = sum / pixels;
        (texture[0], texture[1]) = ((float)mean, (float)Math.Sqrt(Math.Max(0, (squares / pixels) - (mean * mean))));
        for (int bin = 0; bin < PatternBins; bin++)
        {
            texture[2 + bin] = (float)(bins[bin] / pixels);
        }
    }

    // The neighbours in their order around the pixel.
    private static int Pattern(int[] luma, int at, int size)
    {
        int centre = luma[at];
        return (luma[at - size - 1] >= centre ? 1 : 0) | (luma[at - size] >= centre ? 2 : 0) | (luma[at - size + 1] >= centre ? 4 : 0) | (luma[at + 1] >= centre ? 8 : 0)
            | (luma[at + size + 1] >= centre ? 16 : 0) | (luma[at + size] >= centre ? 32 : 0) | (luma[at + size - 1] >= centre ? 64 : 0) | (luma[at - 1] >= centre ? 128 : 0);
    }

    private static byte Bin(byte code) => (byte)(BitOperations.PopCount((uint)(code ^ byte.RotateLeft(code, 1))) <= 2 ? BitOperations.PopCount(code) : PatternBins - 1);
}
