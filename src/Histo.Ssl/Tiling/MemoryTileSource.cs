using System.Collections.Concurrent;

namespace Histo.Ssl.Tiling;

/// <summary>Holds the pixels of all tiles in memory: for small cohorts, tests and benchmarks.</summary>
/// <remarks>Immutable once made, and safe for several threads. Takes Count x TileSize x TileSize x 3 bytes.</remarks>
public sealed class MemoryTileSource : ITileSource
{
    private const int LargestBlock = 64 << 20;
    private readonly byte[][] _blocks;
    private readonly int _tileBytes, _tilesPerBlock;
    private readonly ConcurrentDictionary<int, HistoException> _unreadable = [];

    /// <summary>Creates a source whose pixels a function produces, each tile once, one after the other.</summary>
    /// <param name="tiles">The tiles; all slides must have one tile size.</param>
    /// <param name="fill">Produces the pixels; what it throws goes through.</param>
    /// <exception cref="HistoException">HS0002: the tile set has tiles of several sizes.</exception>
    public MemoryTileSource(TileSet tiles, TileFill fill)
        : this(tiles, TileColour.AsIs)
    {
        ArgumentNullException.ThrowIfNull(fill);
        for (int tile = 0; tile < tiles.Count; tile++)
        {
            fill(tile, Pixels(tile));
        }
    }

    private MemoryTileSource(TileSet tiles, TileColour colour)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        Tiles = tiles;
        Colour = colour;
        TileSize = SlideTileSource.RequireOneSize(tiles);
        _tileBytes = checked(TileSize * TileSize * 3);
        _tilesPerBlock = Math.Max(1, LargestBlock / _tileBytes);
        _blocks = new byte[(tiles.Count + _tilesPerBlock - 1) / _tilesPerBlock][];
        for (int block = 0; block < _blocks.Length; block++)
        {
            _blocks[block] = new byte[(long)Math.Min(_tilesPerBlock, tiles.Count - (block * _tilesPerBlock)) * _tileBytes];
        }
    }

    /// <inheritdoc/>
    public TileSet Tiles { get; }

    /// <inheritdoc/>
    public int TileSize { get; }

    /// <inheritdoc/>
    public TileColour Colour { get; }

    /// <summary>Gets the tiles that could not be read; reading them throws as their source did.</summary>
    public IReadOnlyCollection<int> Unreadable => [.. _unreadable.Keys.Order()];

    /// <summary>Reads all tiles of another source into memory.</summary>
    /// <param name="source">Where the pixels come from; not disposed here.</param>
    /// <param name="threads">Threads that read; 0 for one a processor. Never changes the result.</param>
    /// <param name="progress">Told the number of tiles read so far, about once a hundred tiles; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two tiles.</param>
    /// <exception cref="HistoException">A tile cannot be read for another reason than HS1005; tiles with HS1005 are kept as unreadable.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static MemoryTileSource Load(ITileSource source, int threads = 0, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var memory = new MemoryTileSource(source.Tiles, source.Colour);
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads };
        int done = 0;
        try
        {
            Parallel.ForEach(Partitioner.Create(0, Math.Max(1, source.Tiles.Count), 100), options, range =>
            {
                int last = Math.Min(range.Item2, source.Tiles.Count);
                for (int tile = range.Item1; tile < last; tile++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    memory.Fetch(source, tile);
                }

                progress?.Report(Interlocked.Add(ref done, last - range.Item1));
            });
        }
        catch (AggregateException error) when (error.InnerExceptions.FirstOrDefault(inner => inner is HistoException) is HistoException first)
        {
            throw first;
        }
        catch (AggregateException error) when (error.InnerExceptions.All(inner => inner is OperationCanceledException))
        {
            throw new OperationCanceledException(cancellationToken);
        }

        return memory;
    }

    /// <inheritdoc/>
    public void Read(int tile, Span<byte> rgb)
    {
        if ((uint)tile >= (uint)Tiles.Count)
        {
            throw new HistoException(ErrorCodes.TileOutOfRange, "there is no such tile", seen: tile, wanted: $"0 to {Tiles.Count - 1}");
        }

        if (rgb.Length != _tileBytes)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the buffer does not hold a tile", seen: rgb.Length, wanted: $"{TileSize} x {TileSize} x 3 bytes");
        }

        if (!_unreadable.IsEmpty && _unreadable.TryGetValue(tile, out HistoException? error))
        {
            throw new HistoException(error.Code, error.What, error.Where, error.Seen, error.Wanted, error.Action, error);
        }

        Pixels(tile).CopyTo(rgb);
    }

    /// <summary>Does nothing: the memory belongs to the garbage collector.</summary>
    public void Dispose()
    {
    }

    private void Fetch(ITileSource source, int tile)
    {
        try
        {
            source.Read(tile, Pixels(tile));
        }
        catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
        {
            _unreadable[tile] = error;
        }
    }

    private Span<byte> Pixels(int tile) => _blocks[tile / _tilesPerBlock].AsSpan(tile % _tilesPerBlock * _tileBytes, _tileBytes);
}
