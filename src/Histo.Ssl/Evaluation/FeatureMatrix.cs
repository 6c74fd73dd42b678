namespace Histo.Ssl.Evaluation;

/// <summary>Features in double precision: one row a tile, row-major.</summary>
public sealed class FeatureMatrix
{
    /// <summary>Wraps an array.</summary>
    /// <param name="rows">Number of rows, 1 or more.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="values">Exactly rows x columns values, row-major; not copied.</param>
    /// <exception cref="HistoException">HS0002: the array has another length.</exception>
    public FeatureMatrix(int rows, int columns, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (rows < 1 || columns < 1 || values.LongLength != (long)rows * columns)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the values do not fill the matrix", seen: values.Length, wanted: $"{rows} x {columns}");
        }

        Rows = rows;
        Columns = columns;
        Values = values;
    }

    /// <summary>Creates a matrix of zeros.</summary>
    /// <param name="rows">Number of rows, 1 or more.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    public FeatureMatrix(int rows, int columns)
        : this(rows, columns, new double[checked(rows * columns)])
    {
    }

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of columns.</summary>
    public int Columns { get; }

    /// <summary>Gets the values, row-major.</summary>
    public double[] Values { get; }

    /// <summary>Copies single-precision values.</summary>
    /// <param name="rows">Number of rows, 1 or more.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="values">rows x columns values, row-major.</param>
    /// <exception cref="HistoException">HS0002: the span has another length.</exception>
    public static FeatureMatrix FromSingle(int rows, int columns, ReadOnlySpan<float> values)
    {
        var copy = new double[values.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = values[i];
        }

        return new FeatureMatrix(rows, columns, copy);
    }

    /// <summary>Returns a row, without copying.</summary>
    /// <param name="row">0 to <see cref="Rows"/> - 1.</param>
    public Span<double> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>Copies some rows.</summary>
    /// <param name="rows">Their indices, in the order wanted; at least one.</param>
    public FeatureMatrix Select(ReadOnlySpan<int> rows)
    {
        var selected = new FeatureMatrix(rows.Length, Columns);
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(selected.Row(i));
        }

        return selected;
    }

    /// <summary>Copies the matrix with every row scaled to length 1; rows of zeros stay.</summary>
    public FeatureMatrix NormalisedRows()
    {
        var normalised = new FeatureMatrix(Rows, Columns, (double[])Values.Clone());
        for (int row = 0; row < Rows; row++)
        {
            Span<double> values = normalised.Row(row);
            double norm = DenseVector.Norm(values);
            if (norm > 0)
            {
                foreach (ref double value in values)
                {
                    value /= norm;
                }
            }
        }

        return normalised;
    }

    internal void RequireLabels(int labels)
    {
        if (labels != Rows)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one label a row", seen: labels, wanted: Rows);
        }
    }

    internal void RequireColumns(int columns)
    {
        if (columns != Columns)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the features have another length than those that were fitted", seen: Columns, wanted: columns);
        }
    }
}
