using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;

namespace Histo.Benchmarks;

/// <summary>The features of a slide by a ResNet-18 on 224 px tiles: from the slide into a store, against the same batches on ready tensors.</summary>
public class ExtractionBenchmarks : IDisposable
{
    private ExtractionBench _bench = null!;

    [GlobalSetup]
    public void Prepare() => _bench = new ExtractionBench();

    [GlobalCleanup]
    public void Dispose() => _bench.Dispose();

    [Benchmark(Baseline = true)]
    public void Inference() => _bench.Infer();

    [Benchmark]
    public void Extraction() => _bench.Extract();
}
