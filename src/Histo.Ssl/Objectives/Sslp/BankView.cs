using Histo.Ssl.Randomness;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The rows of a bank that neighbours and negatives are looked for among: all, or a random part of them.</summary>
/// <param name="Rows">(n, D), float32 or float64.</param>
/// <param name="Tiles">The tile of each row, ascending; null: row i is tile i.</param>
internal sealed record BankView(Tensor Rows, int[]? Tiles)
{
    /// <summary>Number of rows.</summary>
    public int Count => (int)Rows.size(0);

    /// <summary>All rows.</summary>
    public static BankView All(Tensor memory) => new(Embeddings.AtLeastSingle(memory), null);

    /// <summary>A part that is drawn without replacement; the rows are a copy.</summary>
    public static int[] Draw(int tiles, int count, ulong seed, long step)
    {
        ulong key = new CounterRandom(seed, step, int.MaxValue, RandomSlot.BankNegatives).NextUInt64();
        var order = new Permutation(tiles, key, epoch: 0);
        int[] part = [.. Enumerable.Range(0, count).Select(i => order[i])];
        Array.Sort(part);
        return part;
    }

    public static BankView Part(Tensor memory, int[] tiles)
    {
        using Tensor index = tensor(Array.ConvertAll(tiles, tile => (long)tile), device: memory.device);
        return new BankView(Embeddings.AtLeastSingle(memory.index_select(0, index)), tiles);
    }

    /// <summary>The row of a tile; negative when it is not among them.</summary>
    public int RowOf(int tile) => Tiles is null ? tile : Array.BinarySearch(Tiles, tile);

    /// <summary>The tile of a row; -1 stays -1.</summary>
    public int TileOf(int row) => Tiles is null || row < 0 ? row : Tiles[row];
}
