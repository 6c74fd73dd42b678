using Histo.Ssl.Storage;

namespace Histo.Ssl.Features;

/// <summary>What a feature store of this library records beside features and coordinates.</summary>
public sealed record FeatureStoreDescription
{
    /// <summary>Gets the name of the slide.</summary>
    public required string SlideId { get; init; }

    /// <summary>Gets the number of features of a tile.</summary>
    public required int Width { get; init; }

    /// <summary>Gets what the features are stored as: F32 (default), F16 or BF16.</summary>
    public ElementType Type { get; init; } = ElementType.F32;

    /// <summary>Gets the encoder's name.</summary>
    public required string Encoder { get; init; }

    /// <summary>Gets the SHA-256 of the encoder's weights in hexadecimal.</summary>
    public required string EncoderHash { get; init; }

    /// <summary>Gets the width and height in pixels of what the encoder was fed.</summary>
    public required int InputSize { get; init; }

    /// <summary>Gets the mean and deviation per channel that pixels were normalised with, six numbers.</summary>
    public required IReadOnlyList<double> Normalisation { get; init; }

    /// <summary>Gets the microns per tile pixel.</summary>
    public required double Mpp { get; init; }

    /// <summary>Gets the width and height of a tile in tile pixels.</summary>
    public required int TileSize { get; init; }

    /// <summary>Gets the distance between neighbouring tiles in tile pixels.</summary>
    public required int Stride { get; init; }

    /// <summary>Gets the width and height of a tile in level-0 pixels.</summary>
    public required double TileExtent { get; init; }

    /// <summary>Gets the distance between neighbouring tiles in level-0 pixels.</summary>
    public required double Step { get; init; }

    /// <summary>Gets the microns per level-0 pixel.</summary>
    public required double Level0Mpp { get; init; }

    /// <summary>Gets the width of level 0 in pixels.</summary>
    public required long Level0Width { get; init; }

    /// <summary>Gets the height of level 0 in pixels.</summary>
    public required long Level0Height { get; init; }
}
