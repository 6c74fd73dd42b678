using System.Numerics;

namespace Histo.Ssl.Views;

/// <summary>Stain jitter of one view; see <see cref="StainJitter"/> for the formulas.</summary>
internal static class PlaneStain
{
    public static void Apply(ViewPlanes planes, in ViewParameters view)
    {
        if (view.StainConvention == StainConvention.Skimage)
        {
            Skimage(planes, view.StainScale, view.StainShift);
        }
        else
        {
            Natural(planes, view);
        }
    }

    // One logarithm, one 3 x 3 product, one exponential.
    private static void Natural(ViewPlanes planes, in ViewParameters view)
    {
        (Matrix3 fold, Matrix3 m, Triple shift) = (StainJitter.Fold(view.StainScale), HedSpace.Matrix, view.StainShift);
        var matrix = new PlaneMatrix(fold, -Along(shift, m.M00, m.M10, m.M20), -Along(shift, m.M01, m.M11, m.M21), -Along(shift, m.M02, m.M12, m.M22));
        var background = new Vector<float>(view.StainGuard > 0 ? MathF.Exp(-view.StainGuard) : float.PositiveInfinity);
        Span<Vector<float>> reds = ViewPlanes.Vectors(planes.Red), greens = ViewPlanes.Vectors(planes.Green)[..reds.Length], blues = ViewPlanes.Vectors(planes.Blue)[..reds.Length];
        for (int i = 0; i < reds.Length; i++)
        {
            (Vector<float> red, Vector<float> green, Vector<float> blue) = (reds[i], greens[i], blues[i]);
            Vector<int> kept = Vector.GreaterThan(Vector.MinNative(red, Vector.MinNative(green, blue)), background);
            (Vector<float> x0, Vector<float> x1, Vector<float> x2) = (Log(red), Log(green), Log(blue));
            reds[i] = Vector.ConditionalSelect(kept, red, Color(matrix.First(x0, x1, x2)));
            greens[i] = Vector.ConditionalSelect(kept, green, Color(matrix.Second(x0, x1, x2)));
            blues[i] = Vector.ConditionalSelect(kept, blue, Color(matrix.Third(x0, x1, x2)));
        }
    }

    private static void Skimage(ViewPlanes planes, Triple scale, Triple shift)
    {
        double unit = Math.Log(HedSpace.Floor);
        // Pixels are columns here, so the matrices of row vectors are transposed.
        var inward = new PlaneMatrix((Matrix3.Diagonal(1 / unit, 1 / unit, 1 / unit) * HedSpace.MatrixInverse).Transposed, 0, 0, 0);
        var outward = new PlaneMatrix((Matrix3.Diagonal(unit, unit, unit) * HedSpace.Matrix).Transposed, 0, 0, 0);
        Span<Vector<float>> reds = ViewPlanes.Vectors(planes.Red), greens = ViewPlanes.Vectors(planes.Green)[..reds.Length], blues = ViewPlanes.Vectors(planes.Blue)[..reds.Length];
        for (int i = 0; i < reds.Length; i++)
        {
            (Vector<float> x0, Vector<float> x1, Vector<float> x2) = (Log(reds[i]), Log(greens[i]), Log(blues[i]));
            Vector<float> h = Jitter(inward.First(x0, x1, x2), scale.First, shift.First), e = Jitter(inward.Second(x0, x1, x2), scale.Second, shift.Second), d = Jitter(inward.Third(x0, x1, x2), scale.Third, shift.Third);
            reds[i] = Color(outward.First(h, e, d));
            greens[i] = Color(outward.Second(h, e, d));
            blues[i] = Color(outward.Third(h, e, d));
        }
    }

    private static float Along(Triple shift, double h, double e, double d) => (float)((shift.First * h) + (shift.Second * e) + (shift.Third * d));

    private static Vector<float> Jitter(Vector<float> stain, float scale, float shift) => (Vector.MaxNative(stain, Vector<float>.Zero) * scale) + new Vector<float>(shift);

    private static Vector<float> Log(Vector<float> x) => Vector.Log(Vector.MaxNative(x, new Vector<float>((float)HedSpace.Floor)));

    private static Vector<float> Color(Vector<float> logarithm) => Vector.MinNative(Vector.Exp(logarithm), Vector<float>.One);
}
