using Histo.Ssl.Slides.Tiff;

namespace Histo.Ssl.Tests.Slides.Tiff;

public class DecodedTileCacheTests
{
    [Fact]
    public void Publish_BeyondTheBudget_DropsTheOldest()
    {
        var cache = new DecodedTileCache(8 * 4096);
        for (int tile = 0; tile < 200; tile++)
        {
            Add(cache, new TileKey(1, 0, tile));
            cache.BytesHeld.Should().BeLessThanOrEqualTo(8 * 4096);
        }

        Found(cache, new TileKey(1, 0, 199)).Should().BeTrue();
        Enumerable.Range(0, 100).Count(tile => Found(cache, new TileKey(1, 0, tile))).Should().Be(0);
    }

    [Fact]
    public void Release_OfADroppedTile_KeepsItsPixelsUntilThen()
    {
        var cache = new DecodedTileCache(8 * 4096);
        Add(cache, new TileKey(1, 0, 0), fill: 77);
        CachedTile pinned = cache.Find(new TileKey(1, 0, 0))!;
        for (int tile = 1; tile < 300; tile++)
        {
            Add(cache, new TileKey(1, 0, tile), fill: 5);
        }

        Found(cache, new TileKey(1, 0, 0)).Should().BeFalse();
        pinned.Pixels.Take(1024).Should().OnlyContain(value => value == 77, "a pinned tile is not reused");
        cache.Release(pinned);
    }

    [Fact]
    public void Begin_TileLargerThanTheCache_IsNotKept() => new DecodedTileCache(8 * 4096).Begin(new TileKey(1, 0, 0), 4096).Should().BeNull();

    [Fact]
    public void Forget_DropsOneSlideOnly()
    {
        var cache = new DecodedTileCache(1 << 20);
        Add(cache, new TileKey(1, 0, 0));
        Add(cache, new TileKey(2, 0, 0));

        cache.Forget(1);

        Found(cache, new TileKey(1, 0, 0)).Should().BeFalse();
        Found(cache, new TileKey(2, 0, 0)).Should().BeTrue();
    }

    [Fact]
    public void Forget_KeepsTheBuffersForTheNextSlide()
    {
        // More than the shared pool keeps of a size.
        const int tiles = 2000;
        var cache = new DecodedTileCache(16 << 20);
        Fill(1);
        cache.Forget(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(2);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(tiles * 1024 / 4);
        Found(cache, new TileKey(2, 0, tiles - 1)).Should().BeTrue();

        void Fill(long slide)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                Add(cache, new TileKey(slide, 0, tile));
            }
        }
    }

    private static void Add(DecodedTileCache cache, TileKey key, byte fill = 1)
    {
        CachedTile tile = cache.Begin(key, 1024)!;
        Array.Fill(tile.Pixels, fill);
        cache.Publish(tile);
        cache.Release(tile);
    }

    private static bool Found(DecodedTileCache cache, TileKey key)
    {
        CachedTile? tile = cache.Find(key);
        if (tile is not null)
        {
            cache.Release(tile);
        }

        return tile is not null;
    }
}
