using Histo.Ssl.Randomness;

namespace Histo.Ssl.Evaluation;

/// <summary>The two directions in which features vary most, by power iteration on both at once.</summary>
internal static class PrincipalAxes
{
    private const int MaxSteps = 60;

    /// <summary>Returns the centred rows on the two axes, rows x 2; null when the features have fewer than two directions.</summary>
    /// <remarks>Axes of nearly equal variance may be mixed. Their signs are fixed: the coefficient of largest size is positive.</remarks>
    public static FeatureMatrix? Project(FeatureMatrix features, ulong seed)
    {
        FeatureMatrix centred = Centre(features), axes = new(2, features.Columns), next = new(2, features.Columns);
        var random = new CounterRandom(seed, 1, 0, RandomSlot.Evaluation);
        foreach (ref double value in axes.Values.AsSpan())
        {
            value = random.NextGaussian();
        }

        if (!Orthonormalise(axes))
        {
            return null;
        }

        bool moves = true;
        for (int step = 0; step < MaxSteps && moves; step++)
        {
            Array.Clear(next.Values);
            for (int row = 0; row < centred.Rows; row++)
            {
                ReadOnlySpan<double> values = centred.Row(row);
                DenseVector.AddScaled(next.Row(0), DenseVector.Dot(values, axes.Row(0)), values);
                DenseVector.AddScaled(next.Row(1), DenseVector.Dot(values, axes.Row(1)), values);
            }

            if (!Orthonormalise(next))
            {
                return null;
            }

            moves = DenseVector.Dot(next.Row(0), axes.Row(0)) < 1 - 1e-13 || DenseVector.Dot(next.Row(1), axes.Row(1)) < 1 - 1e-13;
            (axes, next) = (next, axes);
        }

        Orient(axes);
        return Coordinates(centred, axes);
    }

    /// <summary>Copies the rows less their mean.</summary>
    public static FeatureMatrix Centre(FeatureMatrix features)
    {
        double[] mean = new double[features.Columns];
        for (int row = 0; row < features.Rows; row++)
        {
            DenseVector.AddScaled(mean, 1.0 / features.Rows, features.Row(row));
        }

        var centred = new FeatureMatrix(features.Rows, features.Columns, (double[])features.Values.Clone());
        for (int row = 0; row < features.Rows; row++)
        {
            DenseVector.AddScaled(centred.Row(row), -1, mean);
        }

        return centred;
    }

    // False when what is left of the second axis beside the first is rounding.
    private static bool Orthonormalise(FeatureMatrix axes)
    {
        double first = DenseVector.Norm(axes.Row(0));
        if (!(first > 0))
        {
            return false;
        }

        Scale(axes.Row(0), 1 / first);
        DenseVector.AddScaled(axes.Row(1), -DenseVector.Dot(axes.Row(0), axes.Row(1)), axes.Row(0));
        double second = DenseVector.Norm(axes.Row(1));
        if (!(second > 1e-10 * first))
        {
            return false;
        }

        Scale(axes.Row(1), 1 / second);
        return true;
    }

    private static void Orient(FeatureMatrix axes)
    {
        for (int axis = 0; axis < 2; axis++)
        {
            double largest = 0;
            foreach (double value in axes.Row(axis))
            {
                largest = Math.Abs(value) > Math.Abs(largest) ? value : largest;
            }

            Scale(axes.Row(axis), Math.Sign(largest));
        }
    }

    private static void Scale(Span<double> values, double factor)
    {
        foreach (ref double value in values)
        {
            value *= factor;
        }
    }

    private static FeatureMatrix Coordinates(FeatureMatrix centred, FeatureMatrix axes)
    {
        var projected = new FeatureMatrix(centred.Rows, 2);
        for (int row = 0; row < centred.Rows; row++)
        {
            (projected.Row(row)[0], projected.Row(row)[1]) = (DenseVector.Dot(centred.Row(row), axes.Row(0)), DenseVector.Dot(centred.Row(row), axes.Row(1)));
        }

        return projected;
    }
}
