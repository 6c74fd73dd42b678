namespace Histo.Ssl.Evaluation;

/// <summary>Counts of positions, with sums over the first ones in log n.</summary>
/// <remarks>Source: P. Fenwick, Software: Practice and Experience 24, 1994.</remarks>
internal sealed class FenwickTree(int length)
{
    private readonly long[] _sums = new long[length + 1];

    /// <summary>Counts one at a position, 0 to length - 1.</summary>
    public void Add(int position)
    {
        for (int node = position + 1; node < _sums.Length; node += node & -node)
        {
            _sums[node]++;
        }
    }

    /// <summary>Returns the count of all positions before one, 0 to length.</summary>
    public long Before(int position)
    {
        long sum = 0;
        for (int node = position; node > 0; node -= node & -node)
        {
            sum += _sums[node];
        }

        return sum;
    }
}
