using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Benchmarks;

/// <summary>Batches of positives on one thread; times are those of a batch.</summary>
public class PairBenchmarks
{
    private PairCohort _cohort = null!;
    private PositivePair[] _positives = [];
    private SpatialPairSampler[] _spatial = [];
    private RandomTilePairSampler _random = null!;
    private BatchPlanner _planner = null!;
    private long _step;

    /// <summary>Gets or sets the number of tiles.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Tiles { get; set; }

    /// <summary>Returns the numbers of tiles.</summary>
    public static IEnumerable<int> Sizes() => BenchmarkScale.Current.TileCounts;

    [GlobalSetup]
    public void Prepare()
    {
        _cohort = PairCohort.Of(Tiles);
        int batch = BenchmarkScale.Current.PairBatch;
        _positives = new PositivePair[batch];
        _spatial = [.. new[] { 1, 2, 5 }.Select(distance => new SpatialPairSampler(_cohort.Tiles, new SpatialPairOptions { MaxDistance = distance }))];
        _random = new RandomTilePairSampler(_cohort.Tiles);
        _planner = new BatchPlanner(_cohort.Tiles, _spatial[0], batch, 1);
    }

    [Benchmark]
    public int SpatialDistance1() => Draw(_spatial[0]);

    [Benchmark]
    public int SpatialDistance2() => Draw(_spatial[1]);

    [Benchmark]
    public int SpatialDistance5() => Draw(_spatial[2]);

    [Benchmark]
    public int RandomTile() => Draw(_random);

    [Benchmark]
    public BatchContext Plan() => _planner.Plan(_step++);

    [Benchmark]
    public int Find()
    {
        int sum = 0;
        foreach (int tile in Next())
        {
            TileAddress address = _cohort.Tiles[tile];
            sum += _cohort.Tiles.Find(address.Slide, address.Column, address.Row);
        }

        return sum;
    }

    private ReadOnlySpan<int> Next()
    {
        int batches = _cohort.Anchors.Length / _positives.Length;
        return _cohort.Anchors.AsSpan((int)(_step++ % batches) * _positives.Length, _positives.Length);
    }

    private int Draw(IPositivePairSampler sampler)
    {
        sampler.Sample(new PairDraw(1, _step), 0, Next(), _positives);
        return _positives[^1].Tile;
    }
}
