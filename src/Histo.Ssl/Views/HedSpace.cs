using System.Numerics;

namespace Histo.Ssl.Views;

/// <summary>Turns colours into amounts of haematoxylin, eosin and residual (DAB) stain and back.</summary>
/// <remarks>
/// Natural optical density: h = -ln(max(rgb, 1e-6)) M^-1 and rgb = clip(exp(-h M), 0, 1), exact both ways for colours of at least 1e-6.
/// scikit-image: h = max(0, ln(max(rgb, 1e-6)) / ln(1e-6) M^-1) and rgb = clip(exp(ln(1e-6) h M), 0, 1); its clipping loses colours.
/// Source: A. C. Ruifrok, D. A. Johnston, "Quantification of histochemical staining by color deconvolution", 2001, for M; scikit-image 0.19.3, color.rgb2hed and hed2rgb, for the second convention.
/// </remarks>
public static class HedSpace
{
    /// <summary>The smallest colour value that is told from black.</summary>
    public const double Floor = 1e-6;

    internal static readonly Matrix3 Matrix = new(0.65, 0.70, 0.29, 0.07, 0.99, 0.11, 0.27, 0.57, 0.78);

    internal static readonly Matrix3 MatrixInverse = Matrix.Inverse();

    /// <summary>Gets M: the optical density of one unit of each stain (rows H, E, DAB) in red, green and blue, row by row. The rows are not normalised.</summary>
    public static double[] RgbFromHed => Nine(Matrix);

    /// <summary>Gets the inverse of M, row by row.</summary>
    public static double[] HedFromRgb => Nine(MatrixInverse);

    /// <summary>Turns colours into stains.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="rgb">Red, green, blue of each pixel, in 0..1.</param>
    /// <param name="hed">Haematoxylin, eosin, residual of each pixel; may be the same memory.</param>
    /// <param name="convention">Which formula.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ or are no multiple of three.</exception>
    public static void FromRgb<T>(ReadOnlySpan<T> rgb, Span<T> hed, StainConvention convention)
        where T : IFloatingPointIeee754<T>
    {
        CheckLengths(rgb.Length, hed.Length);
        T floor = T.CreateChecked(Floor);
        T unit = convention == StainConvention.Skimage ? T.CreateChecked(1 / Math.Log(Floor)) : -T.One;
        for (int i = 0; i < rgb.Length; i += 3)
        {
            T r = T.Log(T.Max(rgb[i], floor)) * unit, g = T.Log(T.Max(rgb[i + 1], floor)) * unit, b = T.Log(T.Max(rgb[i + 2], floor)) * unit;
            (hed[i], hed[i + 1], hed[i + 2]) = Multiply(r, g, b, MatrixInverse);
            if (convention == StainConvention.Skimage)
            {
                (hed[i], hed[i + 1], hed[i + 2]) = (T.Max(hed[i], T.Zero), T.Max(hed[i + 1], T.Zero), T.Max(hed[i + 2], T.Zero));
            }
        }
    }

    /// <summary>Turns stains into colours.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="hed">Haematoxylin, eosin, residual of each pixel.</param>
    /// <param name="rgb">Red, green, blue of each pixel, clipped to 0..1; may be the same memory.</param>
    /// <param name="convention">Which formula.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ or are no multiple of three.</exception>
    public static void ToRgb<T>(ReadOnlySpan<T> hed, Span<T> rgb, StainConvention convention)
        where T : IFloatingPointIeee754<T>
    {
        CheckLengths(hed.Length, rgb.Length);
        T unit = convention == StainConvention.Skimage ? T.CreateChecked(Math.Log(Floor)) : -T.One;
        for (int i = 0; i < hed.Length; i += 3)
        {
            (T r, T g, T b) = Multiply(hed[i], hed[i + 1], hed[i + 2], Matrix);
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (Color(r * unit), Color(g * unit), Color(b * unit));
        }
    }

    internal static void CheckLengths(int from, int to)
    {
        if (from % 3 != 0 || from != to)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the spans do not hold the same number of three-channel pixels", seen: $"{from} and {to}", wanted: "one multiple of 3");
        }
    }

    private static T Color<T>(T logarithm)
        where T : IFloatingPointIeee754<T> => T.Min(T.Exp(logarithm), T.One);

    private static (T First, T Second, T Third) Multiply<T>(T a, T b, T c, in Matrix3 m)
        where T : IFloatingPointIeee754<T> => (
            (a * T.CreateChecked(m.M00)) + (b * T.CreateChecked(m.M10)) + (c * T.CreateChecked(m.M20)),
            (a * T.CreateChecked(m.M01)) + (b * T.CreateChecked(m.M11)) + (c * T.CreateChecked(m.M21)),
            (a * T.CreateChecked(m.M02)) + (b * T.CreateChecked(m.M12)) + (c * T.CreateChecked(m.M22)));

    private static double[] Nine(in Matrix3 matrix)
    {
        double[] nine = new double[9];
        matrix.CopyTo(nine.AsSpan());
        return nine;
    }
}
