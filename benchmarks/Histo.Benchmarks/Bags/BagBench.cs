using System.Diagnostics;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Training;
using static TorchSharp.torch;

namespace Histo.Benchmarks.Bags;

/// <summary>A slide-level model, its optimiser and one bag of noise on a square lattice.</summary>
internal sealed class BagBench : IDisposable
{
    private readonly IMilAggregator _model;
    private readonly AdamWOptimizer _optimizer;
    private readonly Bag _bag;
    private int _step;

    public BagBench(BagStep options)
    {
        _model = AggregatorFactory.Create(new AggregatorOptions { Name = options.Model, Abmil = { ChunkSize = Math.Max(1, options.Chunk) } }, options.Features, 2, 1);
        _optimizer = new AdamWOptimizer([new ParameterGroup("all", [.. _model.Module.named_parameters().Select(each => new NamedParameter(each.name, each.parameter))])]);
        manual_seed(1);
        int side = (int)Math.Ceiling(Math.Sqrt(options.Tiles));
        var positions = new TilePositions([.. Enumerable.Range(0, options.Tiles).Select(i => i % side * 256.0)], [.. Enumerable.Range(0, options.Tiles).Select(i => i / side * 256.0)], 256, 256);
        Tensor features = empty(options.Tiles, options.Features);
        features.normal_();
        _bag = new Bag("bench", features, positions);
    }

    /// <summary>Does a training step: forward, backward, AdamW.</summary>
    /// <returns>Its seconds.</returns>
    public double Step()
    {
        long start = Stopwatch.GetTimestamp();
        _optimizer.ZeroGradients();
        _model.Learn(new MilInput(_bag, new ClassTarget(1), new BagDraw(1, _step++)), 1).Dispose();
        _optimizer.Step(1e-4);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        _bag.Dispose();
    }
}
