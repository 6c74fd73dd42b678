using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Finds the most similar rows within the groups of rows that agree in all clusterings.</summary>
internal static class BankNeighbours
{
    // Similarities of a chunk with its whole group: 64 MB at most.
    private const long ChunkEntries = 1 << 24;

    public static void Find(Tensor memory, ClusterKeys keys, int perTile, int chunkRows, Span<int> neighbours)
    {
        using IDisposable noGrad = no_grad();
        foreach (int[] group in keys.All())
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor rows = Embeddings.AtLeastSingle(memory.index_select(0, tensor(Array.ConvertAll(group, row => (long)row), device: memory.device)));
            int count = Math.Min(perTile, group.Length - 1), chunk = (int)Math.Clamp(ChunkEntries / group.Length, 1, chunkRows);
            for (int start = 0; start < group.Length; start += chunk)
            {
                FindChunk(rows, group, start, Math.Min(chunk, group.Length - start), count, perTile, neighbours);
            }
        }
    }

    private static void FindChunk(Tensor rows, int[] group, int start, int length, int count, int perTile, Span<int> neighbours)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor similarities = rows.narrow(0, start, length).mm(rows.t());
        similarities.diagonal(start).fill_(double.NegativeInfinity);
        (_, Tensor best) = similarities.topk(count, dim: 1, largest: true, sorted: true);
        ReadOnlySpan<long> found = MemoryMarshal.Cast<byte, long>(best.cpu().contiguous().bytes);
        for (int row = 0; row < length; row++)
        {
            Span<int> own = neighbours.Slice(group[start + row] * perTile, count);
            for (int i = 0; i < count; i++)
            {
                own[i] = group[found[(row * count) + i]];
            }
        }
    }
}
