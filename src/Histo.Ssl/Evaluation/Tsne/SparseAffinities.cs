namespace Histo.Ssl.Evaluation;

/// <summary>How near rows are to their neighbours, as probabilities: a symmetric matrix in compressed rows.</summary>
/// <param name="Starts">Rows + 1: where each row begins in the other arrays.</param>
/// <param name="Columns">The neighbours of each row, ascending.</param>
/// <param name="Values">P of each; all sum to 1.</param>
internal sealed record SparseAffinities(int[] Starts, int[] Columns, double[] Values)
{
    public int Rows => Starts.Length - 1;

    /// <summary>P = (p_j|i + p_i|j) / 2n, with p_j|i = 0 where j is not among the neighbours of i.</summary>
    public static SparseAffinities Joint(NearestRows nearest, double perplexity, ParallelOptions parallel)
    {
        SparseAffinities forward = Conditional(nearest, perplexity, parallel), backward = forward.Transpose();
        int[] starts = new int[forward.Rows + 1];
        Parallel.For(0, forward.Rows, parallel, row => starts[row + 1] = Union(forward.RowColumns(row), backward.RowColumns(row)));
        for (int row = 0; row < forward.Rows; row++)
        {
            starts[row + 1] += starts[row];
        }

        var joint = new SparseAffinities(starts, new int[starts[^1]], new double[starts[^1]]);
        double scale = 0.5 / joint.Rows;
        Parallel.For(0, joint.Rows, parallel, row => Merge(forward, backward, row, scale, joint));
        return joint;
    }

    private static SparseAffinities Conditional(NearestRows nearest, double perplexity, ParallelOptions parallel)
    {
        int k = nearest.K;
        int[] starts = [.. Enumerable.Range(0, nearest.Rows + 1).Select(row => row * k)], columns = (int[])nearest.Indices.Clone();
        double[] values = (double[])nearest.SquaredDistances.Clone();
        Parallel.For(0, nearest.Rows, parallel, row =>
        {
            PerplexitySearch.Calibrate(values.AsSpan(row * k, k), perplexity);
            Array.Sort(columns, values, row * k, k);
        });
        return new SparseAffinities(starts, columns, values);
    }

    private SparseAffinities Transpose()
    {
        int[] starts = new int[Rows + 1];
        foreach (int column in Columns)
        {
            starts[column + 1]++;
        }

        for (int row = 0; row < Rows; row++)
        {
            starts[row + 1] += starts[row];
        }

        int[] next = starts[..^1], columns = new int[Columns.Length];
        double[] values = new double[Values.Length];
        for (int row = 0; row < Rows; row++)
        {
            for (int i = Starts[row]; i < Starts[row + 1]; i++)
            {
                int place = next[Columns[i]]++;
                (columns[place], values[place]) = (row, Values[i]);
            }
        }

        return new SparseAffinities(starts, columns, values);
    }

    private ReadOnlySpan<int> RowColumns(int row) => Columns.AsSpan(Starts[row], Starts[row + 1] - Starts[row]);

    private static int Union(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int count = 0;
        for (int i = 0, j = 0; i < a.Length || j < b.Length; count++)
        {
            int column = Math.Min(i < a.Length ? a[i] : int.MaxValue, j < b.Length ? b[j] : int.MaxValue);
            i += i < a.Length && a[i] == column ? 1 : 0;
            j += j < b.Length && b[j] == column ? 1 : 0;
        }

        return count;
    }

    private static void Merge(SparseAffinities forward, SparseAffinities backward, int row, double scale, SparseAffinities joint)
    {
        int i = forward.Starts[row], j = backward.Starts[row], iEnd = forward.Starts[row + 1], jEnd = backward.Starts[row + 1];
        for (int place = joint.Starts[row]; place < joint.Starts[row + 1]; place++)
        {
            int column = Math.Min(i < iEnd ? forward.Columns[i] : int.MaxValue, j < jEnd ? backward.Columns[j] : int.MaxValue);
            double there = i < iEnd && forward.Columns[i] == column ? forward.Values[i++] : 0, back = j < jEnd && backward.Columns[j] == column ? backward.Values[j++] : 0;
            (joint.Columns[place], joint.Values[place]) = (column, scale * (there + back));
        }
    }
}
