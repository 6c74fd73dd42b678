namespace Histo.Ssl.Slides.Tiff;

/// <summary>A decoded tile in the cache. Its fields belong to the lock of its shard; its pixels are read by whoever holds a pin.</summary>
internal sealed class CachedTile
{
    public TileKey Key;
    public byte[] Pixels = [];
    public int Pins;
    public bool IsListed;
    public CachedTile? Newer, Older;
}
