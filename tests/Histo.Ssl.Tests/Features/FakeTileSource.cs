using Histo.Ssl.Randomness;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Features;

/// <summary>Two slides of random tiles in memory; some cannot be read.</summary>
internal sealed class FakeTileSource : ITileSource
{
    private readonly HashSet<int> _broken;
    private int _readers;

    public FakeTileSource(int columns = 7, int rows = 5, int tileSize = 12, params int[] broken)
    {
        _broken = [.. broken];
        TileSize = tileSize;
        var grid = new TileGrid { Columns = columns, Rows = rows, TileSize = tileSize, Stride = tileSize, Mpp = 0.5 };
        TileSlide Slide(string id, string? patient, string? label) => new(new ManifestSlide(id, [new ManifestPart($"/slides/{id}.png")]) { PatientId = patient, Label = label }, "fake", grid);
        (int, int)[] cells = [.. from row in Enumerable.Range(0, rows) from column in Enumerable.Range(0, columns) select (column, row)];
        Tiles = new TileSet(
            [Slide("A", "p1", "tumor"), Slide("B", null, null)],
            [cells, cells],
            new TileColumns
            {
                LabelledShare = [.. Enumerable.Range(0, 2 * cells.Length).Select(i => i % 5 == 0 ? float.NaN : i % 5 / 4f)],
                Label = [.. Enumerable.Range(0, 2 * cells.Length).Select(i => (short)((i % 3) - 1))],
                LabelNames = ["stroma", "tumor"],
            });
    }

    public TileSet Tiles { get; }

    public int TileSize { get; }

    public int Reads => _readers;

    public void Read(int tile, Span<byte> rgb)
    {
        Interlocked.Increment(ref _readers);
        if (_broken.Contains(tile))
        {
            throw new HistoException(ErrorCodes.PixelsUnreadable, "the pixels cannot be decoded", $"tile {tile}");
        }

        var random = new CounterRandom(3, 0, tile, RandomSlot.Custom);
        foreach (ref byte value in rgb)
        {
            value = (byte)random.NextUInt32();
        }
    }

    public void Dispose()
    {
    }
}
