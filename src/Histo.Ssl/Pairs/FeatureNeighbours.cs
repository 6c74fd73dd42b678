namespace Histo.Ssl.Pairs;

/// <summary>The neighbours of each tile in feature space as of the last refresh: what samplers read while training moves the embeddings on.</summary>
/// <remarks>
/// Refreshed by the trainer between steps, when no batch is planned ahead, so what a batch holds never depends on timing. Empty before the first refresh. The table is part of the run state.
/// Memory: 4 bytes a tile and neighbour.
/// </remarks>
public sealed class FeatureNeighbours
{
    private readonly int[] _table;

    /// <summary>Creates an empty table.</summary>
    /// <param name="tiles">Number of tiles, 1 or more.</param>
    /// <param name="perTile">Greatest number of neighbours of a tile, 1 or more.</param>
    public FeatureNeighbours(int tiles, int perTile)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tiles);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perTile);
        (Count, PerTile) = (tiles, perTile);
        _table = new int[checked(tiles * perTile)];
        Array.Fill(_table, -1);
    }

    /// <summary>Gets the number of tiles.</summary>
    public int Count { get; }

    /// <summary>Gets the greatest number of neighbours of a tile.</summary>
    public int PerTile { get; }

    /// <summary>Gets the whole table, <see cref="Count"/> x <see cref="PerTile"/> tiles with -1 behind the last neighbour of each, for saving and loading.</summary>
    public Span<int> Table => _table;

    /// <summary>Returns the neighbours of a tile, most similar first; empty when it has none.</summary>
    /// <param name="tile">Index of the tile.</param>
    public ReadOnlySpan<int> Of(int tile)
    {
        ReadOnlySpan<int> row = _table.AsSpan(tile * PerTile, PerTile);
        int end = row.IndexOf(-1);
        return end < 0 ? row : row[..end];
    }

    /// <summary>Takes the neighbours anew from a bank. No sampler may draw meanwhile.</summary>
    /// <param name="bank">The bank of the same tiles.</param>
    /// <exception cref="HistoException">HS0002: the bank has another number of tiles.</exception>
    public void Refresh(IEmbeddingBank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        if (bank.Count != Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the bank belongs to other tiles", seen: bank.Count, wanted: Count);
        }

        bank.FindNeighbours(PerTile, _table);
    }
}
