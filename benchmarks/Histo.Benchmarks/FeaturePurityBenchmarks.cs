using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Benchmarks;

/// <summary>Feature mismatch up to distance 8 on all cores.</summary>
public class FeaturePurityBenchmarks
{
    private EmbeddingSet _set = null!;

    /// <summary>Gets or sets the number of tiles.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Tiles { get; set; }

    /// <summary>Gets or sets the length of a feature vector: colour and texture, or a small transformer.</summary>
    [Params(60, 384)]
    public int Dimensions { get; set; }

    /// <summary>Returns the number of tiles: at most a hundred thousand.</summary>
    public static IEnumerable<int> Sizes() => BenchmarkScale.Current.TileCounts.Select(count => Math.Min(count, 100_000)).Distinct();

    [GlobalSetup]
    public void Prepare()
    {
        TileSet tiles = PairCohort.Of(Tiles).Tiles;
        TileAddress[] cells = [.. Enumerable.Range(0, tiles.Count).Select(tile => tiles[tile])];
        var features = new float[tiles.Count * Dimensions];
        var random = new CounterRandom(1, 0, 0, RandomSlot.Evaluation);
        foreach (ref float value in features.AsSpan())
        {
            value = (float)random.NextDouble();
        }

        _set = new EmbeddingSet(
            new EmbeddingOrigin { Encoder = "benchmark", InputSize = 4, TileSize = 4, Stride = 4, Mpp = 0.5 },
            [.. tiles.Slides.Select(slide => new EmbeddingSlide(slide.Source.SlideId, slide.Source.FoldGroup, null, 0.5))],
            [.. Enumerable.Range(0, tiles.Count)],
            Array.ConvertAll(cells, cell => cell.Slide),
            Array.ConvertAll(cells, cell => cell.Column),
            Array.ConvertAll(cells, cell => cell.Row),
            new float[tiles.Count],
            features);
    }

    [Benchmark]
    public PurityCurve Measure() => FeaturePurity.Measure(_set, new PurityOptions { MaxDistance = 8, Resamples = 100 });
}
