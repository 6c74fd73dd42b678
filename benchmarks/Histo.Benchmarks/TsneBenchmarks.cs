using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Randomness;

namespace Histo.Benchmarks;

/// <summary>t-SNE of ten clusters in 128 dimensions by Barnes and Hut's method on all cores: the exact search for neighbours, which is done once, and a hundred iterations.</summary>
public class TsneBenchmarks
{
    private const int Columns = 128, Clusters = 10;
    private static readonly TsneOptions Options = new() { Method = TsneMethod.BarnesHut, Iterations = 100, ExaggerationIterations = 50 };
    private FeatureMatrix _features = null!, _start = null!;
    private BarnesHutForces _forces = null!;

    /// <summary>Gets or sets the number of rows.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Rows { get; set; }

    /// <summary>Returns the numbers of rows: 10,000 and 50,000.</summary>
    public static IEnumerable<int> Sizes() => BenchmarkScale.Current.TileCounts.Select(count => Math.Min(count / 10, 50_000));

    [GlobalSetup]
    public void Prepare()
    {
        var random = new CounterRandom(1, 0, 0, RandomSlot.Custom);
        (_features, _start) = (new FeatureMatrix(Rows, Columns), new FeatureMatrix(Rows, 2));
        for (int row = 0; row < Rows; row++)
        {
            foreach (ref double value in _features.Row(row))
            {
                value = random.NextGaussian();
            }

            _features.Row(row)[row % Clusters] += 10;
            (_start.Row(row)[0], _start.Row(row)[1]) = (1e-4 * random.NextGaussian(), 1e-4 * random.NextGaussian());
        }

        _forces = Tsne.TreeForces(_features, Options, new ParallelOptions());
    }

    [Benchmark]
    public object Affinities() => Tsne.TreeForces(_features, Options, new ParallelOptions());

    [Benchmark]
    public TsneResult HundredIterations() => new TsneDescent(_forces, _start, Options).Run(null, default);
}
