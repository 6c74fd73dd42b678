using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Encoders;

namespace Histo.Benchmarks;

/// <summary>A run of eight training steps of a ResNet-18 on 64 px tiles: slides read at each step, against ready tensors.</summary>
public class TrainingStepBenchmarks : IDisposable
{
    private TrainingBench _bench = null!;

    /// <summary>Gets or sets the first layers.</summary>
    [Params(EncoderStem.ImageNet, EncoderStem.Small)]
    public EncoderStem Stem { get; set; }

    [GlobalSetup]
    public void Prepare() => _bench = new TrainingBench(Stem, BenchmarkScale.Current.TrainingSteps);

    [GlobalCleanup]
    public void Dispose() => _bench.Dispose();

    [Benchmark(Baseline = true)]
    public void Cached() => _bench.RunCached(new StepClock(0));

    [Benchmark]
    public void FromSlides() => _bench.RunFromSlides(new StepClock(0));
}
