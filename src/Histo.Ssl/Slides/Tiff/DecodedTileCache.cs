namespace Histo.Ssl.Slides.Tiff;

/// <summary>Keeps the source tiles that were last decoded, so that reads that overlap or touch decode a tile once.</summary>
/// <remarks>
/// Least recently used, with a budget in bytes, in shards with a lock each that is held for the bookkeeping only: readers copy from a pinned tile
/// outside the lock. Buffers and objects are reused, within the budget, so that nothing is allocated in the steady state.
/// </remarks>
internal sealed class DecodedTileCache
{
    private const int ShardBits = 3, ShardCount = 1 << ShardBits;
    private readonly Shard[] _shards;
    private long _decodes;

    public DecodedTileCache(long byteBudget)
    {
        ByteBudget = byteBudget;
        _shards = new Shard[ShardCount];
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new Shard(byteBudget / ShardCount);
        }
    }

    public long ByteBudget { get; }

    /// <summary>Gets how many tiles have been decoded, into the cache or past it.</summary>
    public long Decodes => Interlocked.Read(ref _decodes);

    public long BytesHeld => _shards.Sum(shard => shard.Bytes);

    /// <summary>Finds a tile and pins it; give it back with <see cref="Release"/>.</summary>
    public CachedTile? Find(in TileKey key) => ShardOf(key).Find(key);

    /// <summary>Returns an empty pinned tile to decode into; null when a tile of that size is too large for the cache.</summary>
    public CachedTile? Begin(in TileKey key, int bytes) => ShardOf(key).Begin(key, bytes);

    /// <summary>Makes a decoded tile visible to others; it stays pinned.</summary>
    public void Publish(CachedTile tile) => ShardOf(tile.Key).Publish(tile);

    /// <summary>Gives a pinned tile back.</summary>
    public void Release(CachedTile tile) => ShardOf(tile.Key).Release(tile);

    public void CountDecode() => Interlocked.Increment(ref _decodes);

    /// <summary>Drops the tiles of a slide that is closed.</summary>
    public void Forget(long slide)
    {
        foreach (Shard shard in _shards)
        {
            shard.Forget(slide);
        }
    }

    // The top bits of a multiplicative hash: neighbours spread evenly, the same in every process.
    private Shard ShardOf(in TileKey key) => _shards[(int)((((ulong)key.Tile + ((ulong)key.Level << 40) + ((ulong)key.Slide << 44)) * 0x9E3779B97F4A7C15UL) >> (64 - ShardBits))];

    private sealed class Shard(long budget)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<TileKey, CachedTile> _tiles = [];
        private readonly Stack<CachedTile> _unused = new();
        private readonly SpareBuffers _spare = new();
        private CachedTile? _newest, _oldest;

        public long Bytes { get; private set; }

        public CachedTile? Find(in TileKey key)
        {
            lock (_lock)
            {
                if (!_tiles.TryGetValue(key, out CachedTile? tile))
                {
                    return null;
                }

                tile.Pins++;
                Unlink(tile);
                LinkNewest(tile);
                return tile;
            }
        }

        public CachedTile? Begin(in TileKey key, int bytes)
        {
            if (bytes > budget / 2)
            {
                return null;
            }

            lock (_lock)
            {
                CachedTile tile = _unused.TryPop(out CachedTile? unused) ? unused : new CachedTile();
                tile.Key = key;
                tile.Pixels = _spare.Take(bytes);
                tile.Pins = 1;
                return tile;
            }
        }

        public void Publish(CachedTile tile)
        {
            lock (_lock)
            {
                if (!_tiles.TryAdd(tile.Key, tile))
                {
                    return;
                }

                tile.IsListed = true;
                LinkNewest(tile);
                Bytes += tile.Pixels.Length;
                while (Bytes > budget && _oldest is not null && _oldest != tile)
                {
                    Drop(_oldest);
                }
            }
        }

        public void Release(CachedTile tile)
        {
            lock (_lock)
            {
                tile.Pins--;
                RecycleIfIdle(tile);
            }
        }

        public void Forget(long slide)
        {
            lock (_lock)
            {
                for (CachedTile? tile = _newest; tile is not null;)
                {
                    CachedTile? older = tile.Older;
                    if (tile.Key.Slide == slide)
                    {
                        Drop(tile);
                    }

                    tile = older;
                }
            }
        }

        private void Drop(CachedTile tile)
        {
            _tiles.Remove(tile.Key);
            Unlink(tile);
            Bytes -= tile.Pixels.Length;
            tile.IsListed = false;
            RecycleIfIdle(tile);
        }

        private void RecycleIfIdle(CachedTile tile)
        {
            if (tile.Pins == 0 && !tile.IsListed)
            {
                _spare.Give(tile.Pixels, budget - Bytes);
                tile.Pixels = [];
                _unused.Push(tile);
            }
        }

        private void LinkNewest(CachedTile tile)
        {
            tile.Older = _newest;
            tile.Newer = null;
            if (_newest is not null)
            {
                _newest.Newer = tile;
            }

            _newest = tile;
            _oldest ??= tile;
        }

        private void Unlink(CachedTile tile)
        {
            if (tile.Newer is null)
            {
                _newest = tile.Older;
            }
            else
            {
                tile.Newer.Older = tile.Older;
            }

            if (tile.Older is null)
            {
                _oldest = tile.Newer;
            }
            else
            {
                tile.Older.Newer = tile.Newer;
            }

            tile.Newer = tile.Older = null;
        }
    }
}
