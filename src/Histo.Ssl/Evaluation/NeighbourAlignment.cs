namespace Histo.Ssl.Evaluation;

/// <summary>How near adjacent tiles of a slide are to each other: the mean of |x - y|^2 over them, features scaled to length 1.</summary>
/// <remarks>
/// 0 when neighbours point the same way, 2 for directions that have nothing to do with each other, 4 at most. Low alignment alone may be collapse: read it beside <see cref="Uniformity"/>.
/// Source: T. Wang, P. Isola, ICML 2020, equation 1 with alpha = 2; adjacent tiles (Chebyshev distance 1 on the grid) in the place of augmented views are a choice of this library.
/// </remarks>
public static class NeighbourAlignment
{
    // Half of the eight neighbours: each pair is met once.
    private static readonly (int Columns, int Rows)[] Steps = [(1, 0), (-1, 1), (0, 1), (1, 1)];

    /// <summary>Computes the alignment; null when no two tiles are adjacent.</summary>
    /// <param name="features">One row a tile.</param>
    /// <param name="slides">Slide of each tile, any numbers.</param>
    /// <param name="columns">Column of each tile's cell.</param>
    /// <param name="rows">Row of each tile's cell.</param>
    /// <exception cref="HistoException">HS0002: the numbers of tiles differ.</exception>
    public static double? Of(FeatureMatrix features, ReadOnlySpan<int> slides, ReadOnlySpan<int> columns, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (slides.Length != features.Rows || columns.Length != features.Rows || rows.Length != features.Rows)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one cell a row", seen: $"{slides.Length}, {columns.Length}, {rows.Length}", wanted: features.Rows);
        }

        var cells = new Dictionary<(int Slide, int Column, int Row), int>();
        for (int i = 0; i < slides.Length; i++)
        {
            cells[(slides[i], columns[i], rows[i])] = i;
        }

        FeatureMatrix unit = features.NormalisedRows();
        double sum = 0;
        long pairs = 0;
        for (int i = 0; i < slides.Length; i++)
        {
            foreach ((int across, int down) in Steps)
            {
                if (cells.TryGetValue((slides[i], columns[i] + across, rows[i] + down), out int other))
                {
                    sum += DenseVector.SquaredDistance(unit.Row(i), unit.Row(other));
                    pairs++;
                }
            }
        }

        return pairs == 0 ? null : sum / pairs;
    }
}
