using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The labels of each row in all clusterings as one number: rows agree in all of them when their keys are equal.</summary>
internal sealed class ClusterKeys
{
    // Labels are below 2^20 and there are three at most.
    private const int LabelBits = 20;
    private readonly long[] _keys;

    /// <param name="clusters">(C, N) in int32, C 3 at most; null: all rows agree.</param>
    /// <param name="count">N.</param>
    public ClusterKeys(Tensor? clusters, int count)
    {
        _keys = new long[count];
        if (clusters is null)
        {
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        ReadOnlySpan<int> labels = MemoryMarshal.Cast<byte, int>(clusters.cpu().contiguous().bytes);
        for (int start = 0; start < labels.Length; start += count)
        {
            ReadOnlySpan<int> clustering = labels.Slice(start, count);
            for (int row = 0; row < count; row++)
            {
                _keys[row] = (_keys[row] << LabelBits) | (uint)clustering[row];
            }
        }
    }

    /// <summary>The rows that agree with each of some rows, ascending, these included; rows with equal keys share an array.</summary>
    public Dictionary<long, int[]> Groups(IEnumerable<int> rows)
    {
        var found = new Dictionary<long, List<int>>();
        foreach (int row in rows)
        {
            found.TryAdd(_keys[row], []);
        }

        for (int row = 0; row < _keys.Length; row++)
        {
            if (found.TryGetValue(_keys[row], out List<int>? group))
            {
                group.Add(row);
            }
        }

        return found.ToDictionary(group => group.Key, group => group.Value.ToArray());
    }

    public long Of(int row) => _keys[row];

    /// <summary>All groups of more than one row, each ascending.</summary>
    public IEnumerable<int[]> All()
    {
        var (keys, rows) = ((long[])_keys.Clone(), Enumerable.Range(0, _keys.Length).ToArray());
        Array.Sort(keys, rows);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                int[] group = rows[start..end];
                Array.Sort(group);
                yield return group;
            }
        }
    }
}
