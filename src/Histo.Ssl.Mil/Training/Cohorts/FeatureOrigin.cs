using System.Globalization;
using Histo.Ssl.Features;

namespace Histo.Ssl.Mil.Training;

/// <summary>What made the features of a cohort or model: the same encoder and tiling, or the numbers mean something else.</summary>
/// <remarks>What a format does not record is null, and null agrees with everything.</remarks>
public sealed record FeatureOrigin
{
    // Levels within 2 % of the target are read as they are, so two slides of one extraction may differ by that much.
    private const double MppTolerance = 0.04;

    /// <summary>Gets the number of features of a tile.</summary>
    public required int Width { get; init; }

    /// <summary>Gets the encoder's name.</summary>
    public string? Encoder { get; init; }

    /// <summary>Gets the SHA-256 of the encoder's weights.</summary>
    public string? EncoderHash { get; init; }

    /// <summary>Gets the microns per tile pixel.</summary>
    public double? Mpp { get; init; }

    /// <summary>Gets the width and height of a tile in pixels.</summary>
    public int? TileSize { get; init; }

    /// <summary>Gets the distance between neighbouring tiles in tile pixels.</summary>
    public int? Stride { get; init; }

    /// <summary>Gets the width and height in pixels of what the encoder was fed.</summary>
    public int? InputSize { get; init; }

    /// <summary>Gets the mean and deviation per channel that pixels were normalised with.</summary>
    public IReadOnlyList<double>? Normalisation { get; init; }

    /// <summary>Returns what a store says of itself.</summary>
    /// <param name="info">The store's words.</param>
    public static FeatureOrigin Of(FeatureStoreInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return new FeatureOrigin
        {
            Width = info.Width,
            Encoder = info.Encoder,
            EncoderHash = info.EncoderHash,
            Mpp = info.Mpp,
            TileSize = info.TileSize,
            Stride = info.Stride,
            InputSize = info.InputSize,
            Normalisation = info.Normalisation,
        };
    }

    /// <summary>Throws when other features cannot be used in place of these.</summary>
    /// <param name="other">The other features.</param>
    /// <param name="where">Slide or folder of the other features, for the message.</param>
    /// <exception cref="HistoException">HS2042: encoder, resolution, tile size, stride, input or normalisation differ; the message has both values.</exception>
    public void Require(FeatureOrigin other, string where)
    {
        ArgumentNullException.ThrowIfNull(other);
        Same("the number of features", where, other.Width, Width);
        Same("the weights of the encoder", where, other.EncoderHash, EncoderHash);
        if (EncoderHash is null || other.EncoderHash is null)
        {
            Same("the encoder", where, other.Encoder, Encoder);
        }

        if (Mpp is { } wanted && other.Mpp is { } seen && Math.Abs(seen - wanted) > MppTolerance * wanted)
        {
            throw Mismatch("the resolution in microns per pixel", where, seen, wanted);
        }

        Same("the tile size in pixels", where, other.TileSize, TileSize);
        Same("the stride in pixels", where, other.Stride, Stride);
        Same("the input size of the encoder in pixels", where, other.InputSize, InputSize);
        Same("the normalisation of pixels", where, Text(other.Normalisation), Text(Normalisation));
    }

    private static void Same(string what, string where, object? seen, object? wanted)
    {
        if (seen is not null && wanted is not null && !seen.Equals(wanted))
        {
            throw Mismatch(what, where, seen, wanted);
        }
    }

    private static HistoException Mismatch(string what, string where, object seen, object wanted) => new(
        ErrorCodes.FeatureOriginMismatch, $"{what} differs", where, seen, wanted, "Extract the features again with the encoder and tiling that are wanted.");

    private static string? Text(IReadOnlyList<double>? values) => values is null ? null : string.Join(", ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
