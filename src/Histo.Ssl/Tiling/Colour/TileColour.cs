namespace Histo.Ssl.Tiling;

/// <summary>What is done to the colours of tiles before anything sees them: a probe on tiles without their colour tells how much of a figure is colour.</summary>
public enum TileColour : byte
{
    /// <summary>Nothing: the colours of the slide.</summary>
    AsIs,

    /// <summary>Grey, with the brightness and contrast of every tile made equal: see <see cref="GreyTileSource"/>.</summary>
    Grey,

    /// <summary>The stains of every slide turned into those of one reference: see <see cref="StainNormalisedTileSource"/>.</summary>
    StainNormalised,
}
