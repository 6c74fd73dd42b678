using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Tiling;

namespace Histo.Benchmarks;

/// <summary>Label mismatch up to distance 8 on all cores, against counting the same pairs in a plain grid of labels per slide.</summary>
public class PurityBenchmarks
{
    private const int Distance = 8;
    private TileSet _tiles = null!;
    private int[] _labels = [];
    private int[][] _grids = [];

    /// <summary>Gets or sets the number of tiles.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Tiles { get; set; }

    /// <summary>Returns the numbers of tiles: a million where tens of millions are measured elsewhere.</summary>
    public static IEnumerable<int> Sizes() => BenchmarkScale.Current.TileCounts.Select(count => Math.Min(count, 1_000_000));

    [GlobalSetup]
    public void Prepare()
    {
        _tiles = PairCohort.Of(Tiles).Tiles;
        _labels = [.. Enumerable.Range(0, _tiles.Count).Select(tile => _tiles[tile].Column / 40 % 2)];
        _grids = [.. Enumerable.Range(0, _tiles.Slides.Count).Select(Grid)];
    }

    [Benchmark(Baseline = true)]
    public long PlainGrids()
    {
        long differing = 0;
        Parallel.For(0, _grids.Length, slide => Interlocked.Add(ref differing, Count(_grids[slide], _tiles.Slides[slide].Grid)));
        return differing;
    }

    [Benchmark]
    public PurityCurve Measure() => LabelPurity.Measure(_tiles, _labels, new PurityOptions { MaxDistance = Distance, Resamples = 100 });

    private int[] Grid(int slide)
    {
        TileGrid grid = _tiles.Slides[slide].Grid;
        var labels = new int[grid.Columns * grid.Rows];
        Array.Fill(labels, -1);
        (int first, int count) = _tiles.TilesOf(slide);
        for (int tile = first; tile < first + count; tile++)
        {
            labels[(_tiles[tile].Row * grid.Columns) + _tiles[tile].Column] = _labels[tile];
        }

        return labels;
    }

    private static long Count(int[] labels, TileGrid grid)
    {
        long differing = 0;
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++)
            {
                int label = labels[(row * grid.Columns) + column];
                for (int down = 0; label >= 0 && down <= Distance && row + down < grid.Rows; down++)
                {
                    int last = Math.Min(Distance, grid.Columns - 1 - column);
                    for (int right = down == 0 ? 1 : Math.Max(-Distance, -column); right <= last; right++)
                    {
                        int other = labels[((row + down) * grid.Columns) + column + right];
                        differing += other >= 0 && other != label ? 1 : 0;
                    }
                }
            }
        }

        return differing;
    }
}
