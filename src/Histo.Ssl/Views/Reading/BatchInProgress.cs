using System.Runtime.ExceptionServices;
using Histo.Ssl.Pairs;

namespace Histo.Ssl.Views;

/// <summary>A batch on its way from the plan to the caller: its distinct tiles in reading order, and which of them failed.</summary>
/// <remarks>Objects are reused: the arrays stay, so that a batch costs no more than the context and sources that the caller keeps.</remarks>
/// <param name="capacity">The greatest number of distinct tiles: two a pair, whatever the number of views.</param>
internal sealed class BatchInProgress(int capacity)
{
    private readonly int[] _tiles = new int[capacity];
    private readonly bool[] _failed = new bool[capacity];

    public long Step { get; private set; }

    public BatchContext? Context { get; set; }

    public AnchorState? After { get; set; }

    public byte[]? Pixels { get; set; }

    /// <summary>Number of distinct tiles.</summary>
    public int Count { get; private set; }

    /// <summary>First tile that no thread has taken yet.</summary>
    public int Taken { get; set; }

    /// <summary>Tiles that are read.</summary>
    public int Finished { get; set; }

    public bool IsDone { get; set; }

    /// <summary>What stopped the run at this step.</summary>
    public ExceptionDispatchInfo? Fault { get; set; }

    /// <summary>Tiles that could not be used, planned ones and tried replacements; null when all went well.</summary>
    public HashSet<int>? Unreadable { get; set; }

    public ReadOnlySpan<int> Tiles => _tiles.AsSpan(0, Count);

    public void Start(long step)
    {
        (Step, Context, After, Pixels, Count, Taken, Finished, IsDone, Fault, Unreadable) = (step, null, null, null, 0, 0, 0, false, null, null);
    }

    /// <summary>Collects the distinct tiles of a batch in the order of their indices: slide by slide, row by row.</summary>
    public void SetTiles(BatchContext context)
    {
        // Local crops repeat the tiles of the two global views.
        ReadOnlySpan<BatchRow> rows = context.Rows[..(ViewLayout.GlobalViews * context.Pairs)];
        for (int i = 0; i < rows.Length; i++)
        {
            _tiles[i] = rows[i].Tile;
        }

        _tiles.AsSpan(0, rows.Length).Sort();
        Count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (Count == 0 || _tiles[Count - 1] != _tiles[i])
            {
                _tiles[Count++] = _tiles[i];
            }
        }

        _failed.AsSpan(0, Count).Clear();
    }

    public int[] Sources(ReadOnlySpan<BatchRow> rows)
    {
        var sources = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            sources[i] = PositionOf(rows[i].Tile);
        }

        return sources;
    }

    /// <summary>Position of a tile among the distinct ones; negative when it is none of them.</summary>
    public int PositionOf(int tile) => Tiles.BinarySearch(tile);

    // Each element is written by the one thread that reads the tile; the lock under which the batch is finished orders it before all readers.
    public void SetFailed(int position) => _failed[position] = true;

    public bool HasFailed(int position) => _failed[position];

    public bool HasFailures => _failed.AsSpan(0, Count).Contains(true);
}
