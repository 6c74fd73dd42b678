using Histo.Ssl.Storage;

namespace Histo.Ssl.Features;

/// <summary>What a feature store says about itself, in the same words whoever wrote it.</summary>
/// <remarks>Coordinates are top-left corners (x, y) of tiles. What a format does not record is null.</remarks>
public sealed record FeatureStoreInfo
{
    /// <summary>Gets the name of the slide.</summary>
    public required string SlideId { get; init; }

    /// <summary>Gets whose layout it is.</summary>
    public required StoreFormat Format { get; init; }

    /// <summary>Gets the number of tiles; 0 for a slide without tissue.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets the number of features of a tile; 0 where an empty store does not say.</summary>
    public required int Width { get; init; }

    /// <summary>Gets the element type of the features in the file; they are always read as float32.</summary>
    public required ElementType Type { get; init; }

    /// <summary>Gets whether the store has coordinates.</summary>
    public required bool HasPositions { get; init; }

    /// <summary>Gets the unit of coordinates, step and tile size.</summary>
    /// <value><see cref="PositionUnit.Level0Pixels"/> (default).</value>
    public PositionUnit Unit { get; init; } = PositionUnit.Level0Pixels;

    /// <summary>Gets the distance between neighbouring tiles, in <see cref="Unit"/>: as recorded, else found from the coordinates.</summary>
    public double? Step { get; init; }

    /// <summary>Gets the width and height of a tile, in <see cref="Unit"/>.</summary>
    public double? TileExtent { get; init; }

    /// <summary>Gets the microns per tile pixel.</summary>
    public double? Mpp { get; init; }

    /// <summary>Gets the width and height of a tile in pixels as read.</summary>
    public int? TileSize { get; init; }

    /// <summary>Gets the distance between neighbouring tiles in tile pixels.</summary>
    public int? Stride { get; init; }

    /// <summary>Gets the width and height in pixels of what the encoder was fed.</summary>
    public int? InputSize { get; init; }

    /// <summary>Gets the encoder's name: an architecture ("resnet18"), or what the other system calls it ("uni_v1").</summary>
    public string? Encoder { get; init; }

    /// <summary>Gets the SHA-256 of the encoder's weights in hexadecimal.</summary>
    public string? EncoderHash { get; init; }

    /// <summary>Gets the mean and deviation per channel that pixels were normalised with, six numbers.</summary>
    public IReadOnlyList<double>? Normalisation { get; init; }

    /// <summary>Gets what was converted or found while reading: units, a lattice that was not there, a leading axis. Sentences for people.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
