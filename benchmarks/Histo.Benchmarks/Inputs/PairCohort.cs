using System.Collections.Concurrent;
using Histo.Ssl.Randomness;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Benchmarks.Inputs;

/// <summary>Tile sets without pixels: slides of 10,000 tiles in an ellipse with holes, the anchors in a random order over all slides.</summary>
internal sealed class PairCohort
{
    private const int TilesPerSlide = 10_000, Columns = 150, Rows = 120, OrderLength = 1 << 20;
    private static readonly ConcurrentDictionary<int, PairCohort> Made = new();

    private PairCohort(int count)
    {
        (int Column, int Row)[] cells = Cells();
        var grid = new TileGrid { Columns = Columns, Rows = Rows, TileSize = 224, Stride = 224, Mpp = 0.5 };
        TileSlide[] slides = [.. Enumerable.Range(0, count / TilesPerSlide).Select(slide => new TileSlide(new ManifestSlide($"slide-{slide}", [new ManifestPart($"slide-{slide}.svs")]), "none", grid))];
        Tiles = new TileSet(slides, [.. slides.Select(_ => cells)]);
        var order = new Permutation(Tiles.Count, 1, 0);
        Anchors = new int[Math.Min(OrderLength, Tiles.Count)];
        for (int i = 0; i < Anchors.Length; i++)
        {
            Anchors[i] = order[i];
        }
    }

    /// <summary>Gets the tiles.</summary>
    public TileSet Tiles { get; }

    /// <summary>Gets up to a million anchors in the order of training: random over the whole cohort.</summary>
    public int[] Anchors { get; }

    /// <summary>Returns the cohort of a size, made once.</summary>
    /// <param name="tiles">A multiple of 10,000.</param>
    public static PairCohort Of(int tiles) => Made.GetOrAdd(tiles, count => new PairCohort(count));

    private static (int Column, int Row)[] Cells()
    {
        var cells = new List<(int, int)>(TilesPerSlide);
        for (int row = 0; row < Rows && cells.Count < TilesPerSlide; row++)
        {
            for (int column = 0; column < Columns && cells.Count < TilesPerSlide; column++)
            {
                double x = (column - (Columns / 2.0)) / (Columns / 2.0), y = (row - (Rows / 2.0)) / (Rows / 2.0);
                bool hole = new CounterRandom(7, row, column, RandomSlot.Pair).Chance(0.25);
                if ((x * x) + (y * y) <= 1 && !hole)
                {
                    cells.Add((column, row));
                }
            }
        }

        return cells.Count == TilesPerSlide ? [.. cells] : throw new InvalidOperationException($"The lattice holds {cells.Count} tiles only.");
    }
}
