namespace Histo.Ssl.Views;

/// <summary>One affine step on the colours of a view: y = clip(A x + (w . mean of x) (1, 1, 1), 0, 1).</summary>
/// <remarks>
/// Brightness, contrast, saturation and grey are such steps; contrast is the one with w. Hue is not, except in YIQ.
/// Source: torchvision's functional colour operations for the first three; Y, I, Q as in the NTSC standard for <see cref="Linear"/>, whose composition is a reconstruction of a described recipe.
/// </remarks>
internal readonly record struct ColorMatrix(Matrix3 A, double W0, double W1, double W2)
{
    private const double Red = 0.2989, Green = 0.587, Blue = 0.114;

    private static readonly Matrix3 Yiq = new(0.299, 0.587, 0.114, 0.595716, -0.274453, -0.321263, 0.211456, -0.522591, 0.311135);

    private static readonly Matrix3 YiqInverse = Yiq.Inverse();

    public static ColorMatrix Identity { get; } = new(Matrix3.Diagonal(1, 1, 1), 0, 0, 0);

    public static ColorMatrix Grey { get; } = Saturation(0);

    public static ColorMatrix Brightness(double factor) => new(Matrix3.Diagonal(factor, factor, factor), 0, 0, 0);

    public static ColorMatrix Contrast(double factor) => new(Matrix3.Diagonal(factor, factor, factor), (1 - factor) * Red, (1 - factor) * Green, (1 - factor) * Blue);

    public static ColorMatrix Saturation(double factor)
    {
        double rest = 1 - factor, r = rest * Red, g = rest * Green, b = rest * Blue;
        return new ColorMatrix(new Matrix3(r + factor, g, b, r, g + factor, b, r, g, b + factor), 0, 0, 0);
    }

    /// <summary>All of the jitter and grey at once: A = b c Yiq^-1 H Yiq, H = saturation times a turn of (I, Q); the mean grey enters with b (1 - c).</summary>
    public static ColorMatrix Linear(in ViewParameters view)
    {
        // A positive hue shift runs as in HSV, red to yellow to green: clockwise in the plane of I and Q.
        double angle = -2 * Math.PI * view.Hue, cos = view.Saturation * Math.Cos(angle), sin = view.Saturation * Math.Sin(angle);
        if (view.Grey)
        {
            cos = sin = 0;
        }

        Matrix3 turned = YiqInverse * new Matrix3(1, 0, 0, 0, cos, -sin, 0, sin, cos) * Yiq;
        double gain = (double)view.Brightness * view.Contrast, rest = view.Brightness * (1.0 - view.Contrast);
        return new ColorMatrix(Matrix3.Diagonal(gain, gain, gain) * turned, rest * Yiq.M00, rest * Yiq.M01, rest * Yiq.M02);
    }

    public static ColorMatrix Of(JitterOperation operation, in ViewParameters view) => operation switch
    {
        JitterOperation.Brightness => Brightness(view.Brightness),
        JitterOperation.Contrast => Contrast(view.Contrast),
        JitterOperation.Saturation => Saturation(view.Saturation),
        _ => Identity,
    };
}
