using Histo.Ssl.Pairs;

namespace Histo.Ssl.Views;

/// <summary>The pixels of a batch as they were read: one tile a row, 8-bit RGB, with what each row is.</summary>
/// <remarks>The buffer is rented: dispose the batch after use, and do not keep <see cref="Pixels"/>. Rows that show the same tile may share pixels: see <see cref="SourceOf"/>.</remarks>
public sealed class PixelBatch : IDisposable
{
    private readonly Action<byte[]>? _return;
    private readonly int[] _sources;
    private byte[]? _pixels;

    /// <summary>Wraps a buffer.</summary>
    /// <param name="context">What the rows are.</param>
    /// <param name="tileSize">Width and height of a tile.</param>
    /// <param name="pixels">At least sources x tileSize x tileSize x 3 bytes.</param>
    /// <param name="sources">For each row the position of its tile in <paramref name="pixels"/>: rows of the same tile share one.</param>
    /// <param name="giveBack">Called once with the buffer when the batch is disposed; null for nothing.</param>
    public PixelBatch(BatchContext context, int tileSize, byte[] pixels, int[] sources, Action<byte[]>? giveBack = null)
    {
        Context = context;
        TileSize = tileSize;
        _pixels = pixels;
        _sources = sources;
        _return = giveBack;
        Sources = sources.Length == 0 ? 0 : sources.Max() + 1;
    }

    /// <summary>Gets what the rows are.</summary>
    public BatchContext Context { get; }

    /// <summary>Gets the width and height of a tile in pixels.</summary>
    public int TileSize { get; }

    /// <summary>Gets the number of distinct tiles in <see cref="Pixels"/>.</summary>
    public int Sources { get; }

    /// <summary>Gets the distinct tiles one after the other: Sources x TileSize x TileSize x 3 bytes, rows of pixels, R G B.</summary>
    /// <exception cref="ObjectDisposedException">The batch has been disposed.</exception>
    public ReadOnlyMemory<byte> Pixels => (_pixels ?? throw new ObjectDisposedException(nameof(PixelBatch))).AsMemory(0, Sources * TileSize * TileSize * 3);

    /// <summary>Returns the position in <see cref="Pixels"/> of a row's tile.</summary>
    /// <param name="row">0 to <c>Context.Rows.Length</c> - 1.</param>
    public int SourceOf(int row) => _sources[row];

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        byte[]? pixels = Interlocked.Exchange(ref _pixels, null);
        if (pixels is not null)
        {
            _return?.Invoke(pixels);
        }
    }
}
