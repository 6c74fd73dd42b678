using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Views;

/// <summary>Gives a batch whose reads partly failed readable tiles instead, the same whatever the order of the reads was.</summary>
internal sealed class BatchRepair(ITileSource source, BatchPlanner planner, PixelBufferPool pool, TileQuarantine quarantine)
{
    private readonly int _tileBytes = source.TileSize * source.TileSize * 3;

    public void Repair(BatchInProgress batch)
    {
        var failed = new HashSet<int>();
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.HasFailed(i))
            {
                failed.Add(batch.Tiles[i]);
            }
        }

        var extra = new Dictionary<int, byte[]>();
        batch.Unreadable = failed;
        BatchContext repaired = planner.Repair(batch.Context!, tile => IsReadable(batch, tile, failed, extra));

        // The new rows may name other tiles: the buffer is put together again in their order.
        byte[] before = batch.Pixels!, pixels = pool.Rent();
        int[] oldTiles = batch.Tiles.ToArray();
        batch.Context = repaired;
        batch.Pixels = pixels;
        batch.SetTiles(repaired);
        for (int i = 0; i < batch.Count; i++)
        {
            int tile = batch.Tiles[i], old = Array.BinarySearch(oldTiles, tile);
            ReadOnlySpan<byte> from = old >= 0 ? before.AsSpan(old * _tileBytes, _tileBytes) : extra[tile];
            from.CopyTo(pixels.AsSpan(i * _tileBytes, _tileBytes));
        }

        pool.Return(before);
    }

    private bool IsReadable(BatchInProgress batch, int tile, HashSet<int> failed, Dictionary<int, byte[]> extra)
    {
        int position = batch.PositionOf(tile);
        if (position >= 0 ? !batch.HasFailed(position) : extra.ContainsKey(tile))
        {
            return true;
        }

        if (position < 0 && !failed.Contains(tile) && !quarantine.Contains(tile))
        {
            byte[] pixels = new byte[_tileBytes];
            try
            {
                source.Read(tile, pixels);
                extra[tile] = pixels;
                return true;
            }
            catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
            {
                quarantine.Add(tile, error.Message);
            }
        }

        failed.Add(tile);
        return false;
    }
}
