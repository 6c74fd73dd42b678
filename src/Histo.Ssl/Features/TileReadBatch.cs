using System.Buffers;
using static TorchSharp.torch;

namespace Histo.Ssl.Features;

/// <summary>A run of tiles as they were read: pixels of unreadable ones are black and their error is kept.</summary>
internal sealed class TileReadBatch(int first, int count, int tileBytes) : IDisposable
{
    /// <summary>Gets the position of the first tile in the list that is read.</summary>
    public int First => first;

    /// <summary>Gets the number of tiles.</summary>
    public int Count => count;

    /// <summary>Gets the rented pixels: Count tiles one after the other, then bytes without meaning.</summary>
    public byte[] Pixels { get; } = ArrayPool<byte>.Shared.Rent(count * tileBytes);

    /// <summary>Gets for each tile why it cannot be read; null where it can.</summary>
    public HistoException?[] Errors { get; } = new HistoException?[count];

    /// <summary>Gets for each tile the hash of its pixels, see <see cref="TileContent"/>; 0 where it cannot be read.</summary>
    public long[] Content { get; } = new long[count];

    /// <summary>Gets or sets what was prepared of the pixels on the reading side, in no dispose scope; the batch disposes it. Null where nothing is prepared.</summary>
    public Tensor? Input { get; set; }

    public Span<byte> Tile(int position) => Pixels.AsSpan(position * tileBytes, tileBytes);

    public void Dispose()
    {
        Input?.Dispose();
        ArrayPool<byte>.Shared.Return(Pixels);
    }
}
