namespace Histo.Ssl.Tissue;

/// <summary>How tissue is told from glass.</summary>
public enum TissueMethod
{
    /// <summary>Otsu's threshold on HSV saturation: stained tissue is colourful, glass is not.</summary>
    OtsuSaturation,

    /// <summary>Otsu's threshold on brightness: for stains without colour.</summary>
    OtsuGrey,

    /// <summary>HSV saturation above <see cref="TissueOptions.Threshold"/>.</summary>
    FixedSaturation,

    /// <summary>Everything that holds image data is tissue; no pixel is read.</summary>
    None,
}
