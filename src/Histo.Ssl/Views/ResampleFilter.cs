namespace Histo.Ssl.Views;

/// <summary>The filter that resamples a crop. Both widen with the scale when the crop is larger than the view, so that nothing aliases.</summary>
public enum ResampleFilter : byte
{
    /// <summary>Triangle filter: bilinear interpolation when enlarging.</summary>
    Bilinear,

    /// <summary>Cubic filter with a = -0.5: what the official natural-image recipes use.</summary>
    Bicubic,
}
