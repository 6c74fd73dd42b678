using System.Collections.Concurrent;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Views.Reading;

/// <summary>Tiles whose pixels are a function of their index; may be slow, unreadable or failing.</summary>
internal sealed class FakeTileSource(TileSet tiles, int tileSize = 4) : ITileSource
{
    private readonly ThreadLocal<Meter> _meters = new(() => new Meter(), trackAllValues: true);
    private int _reads, _mark;

    public TileSet Tiles { get; } = tiles;

    public int TileSize { get; } = tileSize;

    public Func<int, bool> IsUnreadable { get; init; } = _ => false;

    public Func<int, Exception?> Fails { get; init; } = _ => null;

    /// <summary>Spin iterations and now and then a sleep before a read, as a function of tile and read.</summary>
    public bool Jitters { get; init; }

    /// <summary>Reads wait until it is set.</summary>
    public ManualResetEventSlim? Gate { get; init; }

    public ConcurrentDictionary<int, int> ReadsOf { get; } = new();

    public bool CountsReads { get; init; }

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Bytes that reading threads allocated between their first and their last read since the mark.</summary>
    public long AllocatedSinceMark => _meters.Values.Where(meter => meter.Mark == _mark).Sum(meter => meter.Last - meter.First);

    /// <summary>Starts to count what the reading threads allocate.</summary>
    public void Mark() => Interlocked.Increment(ref _mark);

    public void Read(int tile, Span<byte> rgb)
    {
        _meters.Value!.Note(Volatile.Read(ref _mark));
        int read = Interlocked.Increment(ref _reads);
        Gate?.Wait();
        if (CountsReads)
        {
            ReadsOf.AddOrUpdate(tile, 1, (_, count) => count + 1);
        }

        if (Jitters)
        {
            var random = new CounterRandom(1, read, tile, RandomSlot.Custom);
            Thread.SpinWait(random.Next(2000));
            if (random.Next(40) == 0)
            {
                Thread.Sleep(1);
            }
        }

        if (Fails(tile) is { } error)
        {
            throw error;
        }

        if (IsUnreadable(tile))
        {
            rgb.Fill(0xEE);
            throw new HistoException(ErrorCodes.PixelsUnreadable, "the pixels cannot be decoded", $"tile {tile}");
        }

        Fill(tile, rgb);
    }

    public static void Fill(int tile, Span<byte> rgb)
    {
        for (int i = 0; i < rgb.Length; i++)
        {
            rgb[i] = (byte)((tile * 31) + (i * 7) + (tile >> 8));
        }
    }

    public void Dispose() => _meters.Dispose();

    private sealed class Meter
    {
        public int Mark { get; private set; } = -1;

        public long First { get; private set; }

        public long Last { get; private set; }

        public void Note(int mark)
        {
            Last = GC.GetAllocatedBytesForCurrentThread();
            if (mark != Mark)
            {
                (Mark, First) = (mark, Last);
            }
        }
    }
}
