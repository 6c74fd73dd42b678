namespace Histo.Ssl.Views;

/// <summary>One of the four operations of colour jitter.</summary>
public enum JitterOperation : byte
{
    /// <summary>Multiplies all channels.</summary>
    Brightness,

    /// <summary>Stretches about the view's mean grey.</summary>
    Contrast,

    /// <summary>Stretches about each pixel's grey.</summary>
    Saturation,

    /// <summary>Turns the hue.</summary>
    Hue,
}
