using System.Numerics;

namespace Histo.Ssl.Views;

/// <summary>Scales and shifts the amounts of stain of colours.</summary>
/// <remarks>Source: D. Tellez et al., 2019: h' = alpha h + beta for each stain; conventions see <see cref="HedSpace"/>.</remarks>
public static class StainJitter
{
    /// <summary>Changes the stains of pixels in place.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="rgb">Red, green, blue of each pixel, in 0..1.</param>
    /// <param name="scale">Alpha of haematoxylin, eosin and residual.</param>
    /// <param name="shift">Beta of haematoxylin, eosin and residual, in the units of the convention.</param>
    /// <param name="convention">Which formula.</param>
    /// <param name="guard">Optical density below which, in all three channels, a pixel keeps its colour; 0 for no such rule.</param>
    /// <exception cref="HistoException">HS0002: the spans do not have the lengths 3n, 3 and 3.</exception>
    public static void Apply<T>(Span<T> rgb, ReadOnlySpan<T> scale, ReadOnlySpan<T> shift, StainConvention convention, T guard)
        where T : IFloatingPointIeee754<T>
    {
        HedSpace.CheckLengths(rgb.Length, rgb.Length);
        HedSpace.CheckLengths(scale.Length, 3);
        HedSpace.CheckLengths(shift.Length, 3);
        T background = guard > T.Zero ? T.Exp(-guard) : T.PositiveInfinity;
        for (int i = 0; i < rgb.Length; i += 3)
        {
            Span<T> pixel = rgb.Slice(i, 3);
            if (T.Min(pixel[0], T.Min(pixel[1], pixel[2])) > background)
            {
                continue;
            }

            HedSpace.FromRgb(pixel, pixel, convention);
            for (int stain = 0; stain < 3; stain++)
            {
                pixel[stain] = (pixel[stain] * scale[stain]) + shift[stain];
            }

            HedSpace.ToRgb(pixel, pixel, convention);
        }
    }

    /// <summary>G of the folded step, see below.</summary>
    internal static Matrix3 Fold(Triple scale) => (HedSpace.MatrixInverse * Matrix3.Diagonal(scale.First, scale.Second, scale.Third) * HedSpace.Matrix).Transposed;

    /// <summary>Folds natural optical density into one step on logarithms, as columns: ln rgb' = G ln rgb - d, G = (M^-1 diag(alpha) M)^T, d = (beta M)^T.</summary>
    internal static void Fold(Triple scale, Triple shift, Span<float> matrix, Span<float> offset)
    {
        Fold(scale).CopyTo(matrix);
        Matrix3 m = HedSpace.Matrix;
        offset[0] = (float)((shift.First * m.M00) + (shift.Second * m.M10) + (shift.Third * m.M20));
        offset[1] = (float)((shift.First * m.M01) + (shift.Second * m.M11) + (shift.Third * m.M21));
        offset[2] = (float)((shift.First * m.M02) + (shift.Second * m.M12) + (shift.Third * m.M22));
    }
}
