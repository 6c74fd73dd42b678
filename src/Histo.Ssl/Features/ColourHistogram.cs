using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Embeds tiles by their colours alone: a histogram of 16 bins for each of red, green and blue.</summary>
/// <remarks>
/// The floor that an encoder must rise above: on many stained tissues darkness alone separates the classes well. Bin b of a channel holds the share of the tile's pixels whose value
/// lies in 16 b .. 16 b + 15, so the 16 bins of a channel sum to 1.
/// </remarks>
public sealed class ColourHistogram : ITileEmbedder
{
    private const int Bins = 16;
    private readonly EmbeddingOptions _options;

    /// <summary>Creates the embedder.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public ColourHistogram(EmbeddingOptions? options = null)
    {
        _options = options ?? new EmbeddingOptions();
        _options.Validate();
    }

    /// <summary>Gets the length of a vector: 48.</summary>
    public int EmbeddingSize => 3 * Bins;

    /// <inheritdoc/>
    public EmbeddingSet Embed(ITileSource source, IReadOnlyList<int>? tiles = null, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        DescriptorEmbedding.Run("colour-histogram", EmbeddingSize, (rgb, vector) => Compute(rgb, vector), source, tiles, _options, progress, cancellationToken);

    /// <summary>Computes the histogram of one tile.</summary>
    /// <param name="rgb">Pixels, three bytes each.</param>
    /// <param name="histogram">Receives 48 shares: red, green, blue.</param>
    /// <exception cref="HistoException">HS0002: the pixels are not whole, or the destination is not 48 long.</exception>
    public static void Compute(ReadOnlySpan<byte> rgb, Span<float> histogram)
    {
        if (rgb.Length == 0 || rgb.Length % 3 != 0 || histogram.Length != 3 * Bins)
        {
            throw new HistoException(ErrorCodes.WrongShape, "a colour histogram needs whole pixels and 48 places", seen: $"{rgb.Length} bytes, {histogram.Length} places", wanted: "a multiple of 3 bytes, 48 places");
        }

        Span<int> counts = stackalloc int[3 * Bins];
        counts.Clear();
        for (int i = 0; i < rgb.Length; i += 3)
        {
            counts[rgb[i] >> 4]++;
            counts[Bins + (rgb[i + 1] >> 4)]++;
            counts[(2 * Bins) + (rgb[i + 2] >> 4)]++;
        }

        float pixels = rgb.Length / 3;
        for (int i = 0; i < counts.Length; i++)
        {
            histogram[i] = counts[i] / pixels;
        }
    }
}
