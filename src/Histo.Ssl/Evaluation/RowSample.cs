using Histo.Ssl.Randomness;

namespace Histo.Ssl.Evaluation;

/// <summary>Rows that stand for all of them where a measure looks at pairs.</summary>
internal static class RowSample
{
    /// <summary>All rows, or as many as allowed, drawn without replacement, ascending.</summary>
    public static int[] Of(int rows, int most, ulong seed)
    {
        if (rows <= most)
        {
            return [.. Enumerable.Range(0, rows)];
        }

        var order = new Permutation(rows, seed, epoch: 0);
        return [.. Enumerable.Range(0, most).Select(i => order[i]).Order()];
    }
}
