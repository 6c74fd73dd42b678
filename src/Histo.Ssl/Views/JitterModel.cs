namespace Histo.Ssl.Views;

/// <summary>The arithmetic of colour jitter and grey.</summary>
public enum JitterModel : byte
{
    /// <summary>As torchvision: four operations one after the other, each clipped to 0..1; hue in HSV; grey weights 0.2989, 0.587, 0.114.</summary>
    Torchvision,

    /// <summary>
    /// Brightness, saturation and hue (both in YIQ) and grey as one 3 x 3 matrix, contrast about the view's mean grey, clipped once at the end; grey weights 0.299, 0.587, 0.114. Cheaper, and free of order.
    /// </summary>
    Linear,
}
