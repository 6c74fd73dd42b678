using Histo.Ssl.Randomness;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>Slides of noisy 16 px tiles; even columns have stripes along x and are negative, odd ones along y and are positive. Brightness is the slide's own.</summary>
internal sealed class TintedTiles : ITileSource
{
    private const int Side = 4;
    private readonly HashSet<int> _broken;
    private readonly int[]? _copyOf;

    /// <param name="slides">Slides, each a group of its own.</param>
    /// <param name="prefix">Before the number of each slide.</param>
    /// <param name="broken">Tiles that cannot be read.</param>
    /// <param name="copyOf">For each slide the slide whose pixels it shows; null: each its own.</param>
    public TintedTiles(int slides = 6, string prefix = "S", int[]? broken = null, int[]? copyOf = null)
    {
        _broken = [.. broken ?? []];
        _copyOf = copyOf;
        var grid = new TileGrid { Columns = Side, Rows = Side, TileSize = 16, Stride = 16, Mpp = 0.5 };
        (int, int)[] cells = [.. from row in Enumerable.Range(0, Side) from column in Enumerable.Range(0, Side) select (column, row)];
        Tiles = new TileSet(
            [.. Enumerable.Range(0, slides).Select(i => new TileSlide(new ManifestSlide($"{prefix}{i}", [new ManifestPart($"/slides/{prefix}{i}.png")]), "fake", grid))],
            [.. Enumerable.Repeat(cells, slides)],
            new TileColumns { LabelledShare = [.. Enumerable.Range(0, slides * cells.Length).Select(i => (float)(i % 2))] });
    }

    public TileSet Tiles { get; }

    public int TileSize => 16;

    public void Read(int tile, Span<byte> rgb)
    {
        if (_broken.Contains(tile))
        {
            throw new HistoException(ErrorCodes.PixelsUnreadable, "the pixels cannot be decoded", $"tile {tile}");
        }

        TileAddress address = Tiles[tile];
        int slide = _copyOf?[address.Slide] ?? address.Slide, cells = Side * Side;
        var random = new CounterRandom(5, 0, (slide * cells) + (tile % cells), RandomSlot.Custom);
        for (int i = 0; i < rgb.Length; i++)
        {
            int x = i / 3 % 16, y = i / 3 / 16, along = address.Column % 2 == 0 ? x : y;
            rgb[i] = (byte)(60 + (15 * slide) + (along % 4 < 2 ? 60 : 0) + random.Next(20));
        }
    }

    public void Dispose()
    {
    }
}
