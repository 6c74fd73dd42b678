namespace Histo.Ssl.Features;

/// <summary>What made the features of an embedding set: features of different origins must not be mixed.</summary>
public sealed record EmbeddingOrigin
{
    /// <summary>Gets what computed the features: an architecture ("resnet18"), "colour-histogram", or "colour-texture".</summary>
    public required string Encoder { get; init; }

    /// <summary>Gets the SHA-256 of the encoder's weights (see <see cref="Encoders.WeightHash"/>) in hexadecimal; empty when there are none.</summary>
    public string EncoderHash { get; init; } = string.Empty;

    /// <summary>Gets the width and height in pixels of what the encoder was fed.</summary>
    public required int InputSize { get; init; }

    /// <summary>Gets the width and height of a tile in pixels.</summary>
    public required int TileSize { get; init; }

    /// <summary>Gets the distance between neighbouring tiles in tile pixels.</summary>
    public required int Stride { get; init; }

    /// <summary>Gets the microns per tile pixel: the mean over the slides, which differ by the tolerance of the tiling at most.</summary>
    public required double Mpp { get; init; }

    /// <summary>Gets what was done to the colours of the tiles: a name of <see cref="Tiling.TileColours"/>.</summary>
    /// <value>"as-is" (default), also for files of versions that knew nothing else.</value>
    public string Colour { get; init; } = Tiling.TileColours.NameOf(Tiling.TileColour.AsIs);

    /// <summary>Gets the hash of the tile set; empty when it is not known.</summary>
    public string TileSetHash { get; init; } = string.Empty;

    /// <summary>Throws when features of another origin cannot be compared with these. The tile sets may differ.</summary>
    /// <param name="other">Origin of the other features.</param>
    /// <exception cref="HistoException">HS1804: the encoder, its input, the tile size, the treatment of colours or the resolution (by more than 5 %) differ.</exception>
    public void RequireComparable(EmbeddingOrigin other)
    {
        ArgumentNullException.ThrowIfNull(other);
        bool same = Encoder == other.Encoder && EncoderHash == other.EncoderHash && InputSize == other.InputSize && TileSize == other.TileSize && Colour == other.Colour
            && Math.Abs(Mpp - other.Mpp) <= 0.05 * Mpp;
        if (!same)
        {
            throw new HistoException(
                ErrorCodes.EmbeddingSetMismatch,
                "the two embedding sets were not made in the same way",
                seen: other,
                wanted: this,
                action: "Embed both cohorts with the same encoder, resolution, tile size and treatment of colours.");
        }
    }
}
