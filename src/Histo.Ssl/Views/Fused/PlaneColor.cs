using System.Numerics;

namespace Histo.Ssl.Views;

/// <summary>Colour jitter and grey of one view.</summary>
internal static class PlaneColor
{
    /// <summary>Applies the four operations as torchvision does, in the order of the view.</summary>
    public static void Jitter(ViewPlanes planes, in ViewParameters view)
    {
        foreach (JitterOperation operation in JitterOrders.Of(view.JitterOrder))
        {
            if (operation != JitterOperation.Hue)
            {
                Apply(planes, ColorMatrix.Of(operation, view));
            }
            else if (view.Hue != 0)
            {
                Hue(planes, view.Hue);
            }
        }
    }

    /// <summary>Applies one affine step.</summary>
    public static void Apply(ViewPlanes planes, in ColorMatrix step)
    {
        if (step == ColorMatrix.Identity)
        {
            return;
        }

        float shift = step is { W0: 0, W1: 0, W2: 0 } ? 0 : (float)((step.W0 * Mean(planes, planes.Red)) + (step.W1 * Mean(planes, planes.Green)) + (step.W2 * Mean(planes, planes.Blue)));
        Span<Vector<float>> reds = ViewPlanes.Vectors(planes.Red), greens = ViewPlanes.Vectors(planes.Green)[..reds.Length], blues = ViewPlanes.Vectors(planes.Blue)[..reds.Length];
        var matrix = new PlaneMatrix(step.A, shift, shift, shift);
        for (int i = 0; i < reds.Length; i++)
        {
            (Vector<float> red, Vector<float> green, Vector<float> blue) = (reds[i], greens[i], blues[i]);
            reds[i] = Clip(matrix.First(red, green, blue));
            greens[i] = Clip(matrix.Second(red, green, blue));
            blues[i] = Clip(matrix.Third(red, green, blue));
        }
    }

    // HSV without leaving RGB, see TensorColor: each channel is low + chroma * clamp(|6 frac(hue + n/6) - 2| - 1, 0, 1) with n = 5, 3, 1 for red, green, blue.
    private static void Hue(ViewPlanes planes, float turn)
    {
        Span<Vector<float>> reds = ViewPlanes.Vectors(planes.Red), greens = ViewPlanes.Vectors(planes.Green)[..reds.Length], blues = ViewPlanes.Vectors(planes.Blue)[..reds.Length];
        Vector<float> smallest = new(1e-12f), two = new(2f), four = new(4f);
        for (int i = 0; i < reds.Length; i++)
        {
            (Vector<float> red, Vector<float> green, Vector<float> blue) = (reds[i], greens[i], blues[i]);
            Vector<float> high = Vector.MaxNative(Vector.MaxNative(red, green), blue), low = Vector.MinNative(Vector.MinNative(red, green), blue), chroma = high - low;
            Vector<float> scale = Vector<float>.One / Vector.MaxNative(chroma, smallest);
            Vector<float> sixths = Vector.ConditionalSelect(
                Vector.Equals(red, high),
                (green - blue) * scale,
                Vector.ConditionalSelect(Vector.Equals(green, high), ((blue - red) * scale) + two, ((red - green) * scale) + four));
            Vector<float> turns = (sixths * (1f / 6)) + new Vector<float>(turn);
            reds[i] = Channel(turns, 1 + (5f / 6), chroma, low);
            greens[i] = Channel(turns, 1 + (3f / 6), chroma, low);
            blues[i] = Channel(turns, 1 + (1f / 6), chroma, low);
        }
    }

    private static Vector<float> Channel(Vector<float> turns, float place, Vector<float> chroma, Vector<float> low)
    {
        // A whole turn is part of the place: the sum is positive.
        Vector<float> sum = turns + new Vector<float>(place), part = sum - Vector.Floor(sum);
        return (Clip(Vector.Abs((part * 6f) - new Vector<float>(2f)) - Vector<float>.One) * chroma) + low;
    }

    private static Vector<float> Clip(Vector<float> x) => Vector.ClampNative(x, Vector<float>.Zero, Vector<float>.One);

    // Single precision along a row, double from row to row: as exact as sums in double where it matters.
    private static double Mean(ViewPlanes planes, ReadOnlySpan<float> plane)
    {
        double sum = 0;
        for (int y = 0; y < planes.Size; y++)
        {
            ReadOnlySpan<float> row = plane.Slice(y * planes.Stride, planes.Size);
            Vector<float> sums = Vector<float>.Zero;
            int x = 0;
            for (; x <= row.Length - Vector<float>.Count; x += Vector<float>.Count)
            {
                sums += new Vector<float>(row[x..]);
            }

            float rest = Vector.Sum(sums);
            for (; x < row.Length; x++)
            {
                rest += row[x];
            }

            sum += rest;
        }

        return sum / ((double)planes.Size * planes.Size);
    }
}
