using System.Numerics;
using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>Standardised features scaled to length 1, in single precision; a tile at the mean of all features stays 0. Rows are padded to whole machine vectors.</summary>
internal sealed class UnitVectors
{
    // Below this the mean difference of a slide is the rounding of tiles that are all alike.
    private const double SmallestDifference = 1e-6;

    // Standardised features have deviation 1: a shorter vector is the rounding of the mean, not a direction.
    private const double SmallestNorm = 1e-9;
    private readonly Vector<float>[] _values;
    private readonly int _width;

    private UnitVectors(int rows, int dimensions)
    {
        _width = (dimensions + Vector<float>.Count - 1) / Vector<float>.Count;
        _values = new Vector<float>[checked(rows * _width)];
    }

    /// <param name="set">The features.</param>
    /// <param name="order">For each vector its row in the set.</param>
    /// <param name="cancellation">Stops between rows.</param>
    /// <exception cref="HistoException">HS1802: a feature is not finite. HS1882: all rows are the same.</exception>
    public static UnitVectors Of(EmbeddingSet set, int[] order, CancellationToken cancellation)
    {
        if (Array.FindIndex(set.Features, value => !float.IsFinite(value)) is >= 0 and int at)
        {
            int wrong = at / set.Dimensions;
            throw new HistoException(ErrorCodes.EmbeddingNotFinite, "a feature is not finite", $"slide {set.SlideOf(wrong).SlideId}, cell ({set.Columns[wrong]}, {set.Rows[wrong]})", action: "Embed the tiles again.");
        }

        FeatureMatrix features = FeatureMatrix.FromSingle(set.Count, set.Dimensions, set.Features);
        var standardiser = Standardiser.Fit(features);
        var vectors = new UnitVectors(order.Length, set.Dimensions);
        int directions = 0;
        Parallel.For(0, order.Length, new ParallelOptions { CancellationToken = cancellation }, row =>
        {
            Span<double> values = features.Row(order[row]);
            standardiser.Transform(values);
            double norm = DenseVector.Norm(values);
            if (norm > SmallestNorm)
            {
                vectors.Write(row, values, 1 / norm);
                Interlocked.Increment(ref directions);
            }
        });
        return directions > 0 ? vectors : throw new HistoException(ErrorCodes.FeaturesAlike, "the features of all tiles are the same", seen: $"{set.Count} tiles", action: "The encoder has collapsed, or the tiles are empty.");
    }

    public float Cosine(int a, int b)
    {
        ReadOnlySpan<Vector<float>> va = Row(a), vb = Row(b)[..va.Length];
        Vector<float> s0 = Vector<float>.Zero, s1 = s0, s2 = s0, s3 = s0;
        int i = 0;
        for (; i <= va.Length - 4; i += 4)
        {
            s0 = Vector.FusedMultiplyAdd(va[i], vb[i], s0);
            s1 = Vector.FusedMultiplyAdd(va[i + 1], vb[i + 1], s1);
            s2 = Vector.FusedMultiplyAdd(va[i + 2], vb[i + 2], s2);
            s3 = Vector.FusedMultiplyAdd(va[i + 3], vb[i + 3], s3);
        }

        for (; i < va.Length; i++)
        {
            s0 = Vector.FusedMultiplyAdd(va[i], vb[i], s0);
        }

        return Vector.Sum((s0 + s1) + (s2 + s3));
    }

    /// <summary>1 - mean cosine over all pairs of some rows, exactly, by the sum of their vectors; 0 where they are all alike or fewer than two.</summary>
    public double MeanDifference(int first, int count)
    {
        if (count < 2)
        {
            return 0;
        }

        var sum = new double[_width * Vector<float>.Count];
        double squares = 0;
        for (int row = first; row < first + count; row++)
        {
            ReadOnlySpan<Vector<float>> values = Row(row);
            for (int i = 0; i < sum.Length; i++)
            {
                double value = values[i / Vector<float>.Count][i % Vector<float>.Count];
                sum[i] += value;
                squares += value * value;
            }
        }

        double difference = 1 - ((DenseVector.Dot(sum, sum) - squares) / ((double)count * (count - 1)));
        return difference > SmallestDifference ? difference : 0;
    }

    private ReadOnlySpan<Vector<float>> Row(int row) => _values.AsSpan(row * _width, _width);

    private void Write(int row, ReadOnlySpan<double> values, double factor)
    {
        Span<float> one = stackalloc float[Vector<float>.Count];
        for (int i = 0; i < _width; i++)
        {
            one.Clear();
            for (int k = 0; k < one.Length && (i * one.Length) + k < values.Length; k++)
            {
                one[k] = (float)(values[(i * one.Length) + k] * factor);
            }

            _values[(row * _width) + i] = new Vector<float>(one);
        }
    }
}
