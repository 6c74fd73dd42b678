namespace Histo.Ssl.Slides;

/// <summary>Where a slide's microns per pixel came from, best first.</summary>
public enum ResolutionSource
{
    /// <summary>The manifest or the caller gave it.</summary>
    Override,

    /// <summary>A property that the scanner's vendor wrote (Aperio MPP, openslide.mpp-x, ...).</summary>
    VendorProperty,

    /// <summary>The TIFF tags XResolution and ResolutionUnit.</summary>
    TiffResolution,

    /// <summary>10 / objective power: nominal, good to about 10 %.</summary>
    ObjectivePower,
}
