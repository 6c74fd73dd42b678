namespace Histo.Ssl.Views;

/// <summary>How colours are turned into amounts of haematoxylin, eosin and residual stain. It decides how strong a shift is.</summary>
public enum StainConvention : byte
{
    /// <summary>Natural optical density: h = -ln(max(rgb, 1e-6)) M^-1, without clipping of the amounts.</summary>
    NaturalOpticalDensity,

    /// <summary>
    /// As scikit-image 0.18 and later: h = max(0, ln(max(rgb, 1e-6)) / ln(1e-6) M^-1). One unit is 13.8 units of natural optical density, and the clipping loses colours that are not haematoxylin and eosin.
    /// For comparison with other software only.
    /// </summary>
    Skimage,
}
