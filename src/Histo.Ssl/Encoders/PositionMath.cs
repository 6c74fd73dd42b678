using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Resamples and makes tables of positions.</summary>
internal static class PositionMath
{
    private const double Base = 10000;

    /// <summary>Resamples a square table, differentiably; bicubic resampling is one matrix product along each axis.</summary>
    /// <param name="table">(1, M * M, D), row by row.</param>
    /// <param name="rows">Rows wanted.</param>
    /// <param name="columns">Columns wanted.</param>
    /// <param name="resampling">Which filter.</param>
    /// <returns>(1, rows * columns, D) in the table's type; computed in float32 or wider.</returns>
    public static Tensor Resample(Tensor table, int rows, int columns, PositionResampling resampling)
    {
        using DisposeScope scope = NewDisposeScope();
        int side = (int)Math.Round(Math.Sqrt(table.size(1)));
        long width = table.size(2);
        ScalarType type = table.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Tensor down = Matrix(rows, side, resampling).to(type).to(table.device), across = Matrix(columns, side, resampling).to(type).to(table.device);
        Tensor stretched = down.matmul(table.to(type).reshape(side, side * width)).reshape(rows, side, width);
        return across.matmul(stretched).reshape(1, rows * columns, width).to(table.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Makes the fixed table of sines and cosines with nothing for the class token.</summary>
    /// <param name="side">Patches along an axis.</param>
    /// <param name="width">Length of a vector, a multiple of 4.</param>
    /// <returns>(1, 1 + side * side, width) float32: sines and cosines of the row, then of the column.</returns>
    /// <remarks>Source: facebookresearch/moco-v3 c349e6e, vits.py: build_2d_sincos_position_embedding. The definition was read in public copies of it; not compared with reference tensors.</remarks>
    public static Tensor SinCos(int side, int width)
    {
        int quarter = width / 4;
        var values = new float[(1 + (side * side)) * width];
        for (int patch = 0; patch < side * side; patch++)
        {
            Span<float> vector = values.AsSpan((1 + patch) * width, width);
            for (int i = 0; i < quarter; i++)
            {
                double frequency = Math.Pow(Base, -(double)i / quarter);
                (double rowSine, double rowCosine) = Math.SinCos(patch / side * frequency);
                (double columnSine, double columnCosine) = Math.SinCos(patch % side * frequency);
                vector[i] = (float)rowSine;
                vector[quarter + i] = (float)rowCosine;
                vector[(2 * quarter) + i] = (float)columnSine;
                vector[(3 * quarter) + i] = (float)columnCosine;
            }
        }

        using Tensor flat = tensor(values);
        return flat.reshape(1, 1 + (side * side), width);
    }

    private static Tensor Matrix(int count, int side, PositionResampling resampling)
    {
        var weights = new double[count * side];
        for (int i = 0; i < count; i++)
        {
            Span<double> row = weights.AsSpan(i * side, side);
            if (resampling == PositionResampling.Offset)
            {
                FourTaps(row, (i + 0.5) * side / (count + 0.1));
            }
            else
            {
                Widened(row, (i + 0.5) * side / count, Math.Max(1, (double)side / count));
            }
        }

        using Tensor flat = tensor(weights);
        return flat.reshape(count, side);
    }

    // Taps beyond the edge fall on the edge.
    private static void FourTaps(Span<double> row, double centre)
    {
        int below = (int)Math.Floor(centre - 0.5);
        for (int j = below - 1; j <= below + 2; j++)
        {
            row[Math.Clamp(j, 0, row.Length - 1)] += Cubic(j + 0.5 - centre, -0.75);
        }
    }

    // The filter is cut at the edge, and what is left is normalised.
    private static void Widened(Span<double> row, double centre, double widening)
    {
        double sum = 0;
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = Cubic((j + 0.5 - centre) / widening, -0.5);
            sum += row[j];
        }

        for (int j = 0; j < row.Length; j++)
        {
            row[j] /= sum;
        }
    }

    // The convolution kernel of R. Keys, 1981, with parameter a.
    private static double Cubic(double x, double a)
    {
        x = Math.Abs(x);
        return x <= 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1 : x < 2 ? a * ((((x - 5) * x) + 8) * x - 4) : 0;
    }
}
