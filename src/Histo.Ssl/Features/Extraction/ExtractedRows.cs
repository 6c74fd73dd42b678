using Histo.Ssl.Storage;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Sends the readable tiles of each batch to a store, in order, and lists the others.</summary>
internal sealed class ExtractedRows(TileSet set, int[] tiles, int width, int batchSize, ElementType type, IFeatureStoreWriter store)
{
    private readonly float[] _features = new float[batchSize * width];
    private readonly long[] _positions = new long[batchSize * 2];

    /// <summary>Gets the tiles that were written.</summary>
    public int Count { get; private set; }

    public List<UnreadableTile> Unreadable { get; } = [];

    /// <summary>Takes a batch and its vectors (Count x width).</summary>
    public void Add(TileReadBatch batch, ReadOnlySpan<float> vectors)
    {
        int rows = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            int tile = tiles[batch.First + i];
            if (batch.Errors[i] is { } error)
            {
                Unreadable.Add(UnreadableTile.Of(set, tile, error));
                continue;
            }

            ReadOnlySpan<float> vector = vectors.Slice(i * width, width);
            FeatureCheck.RequireFinite(vector, set, tile);
            FeatureCheck.RequireRepresentable(vector, type, set, tile);
            vector.CopyTo(_features.AsSpan(rows * width));
            TileAddress address = set[tile];
            TileGrid grid = set.Slides[address.Slide].Grid;
            (_positions[2 * rows], _positions[(2 * rows) + 1]) = (grid.X(address.Column), grid.Y(address.Row));
            rows++;
        }

        if (rows > 0)
        {
            StoreWriting.Guard(() => store.Append(_features.AsSpan(0, rows * width), _positions.AsSpan(0, rows * 2)));
            Count += rows;
        }
    }
}
