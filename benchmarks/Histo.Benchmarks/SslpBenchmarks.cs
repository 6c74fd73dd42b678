using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Objectives;

namespace Histo.Benchmarks;

/// <summary>A step of SSLP without its encoder, 128 anchors against a bank of 128-dimensional rows with 3 x 4,096 negatives, beside its limit: the bare product of the batch with the bank.</summary>
public class SslpBenchmarks : IDisposable
{
    private BankBench _exact = null!, _candidates = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _exact = new BankBench(new ObjectiveOptions { Name = SslpObjective.ObjectiveName });
        _candidates = new BankBench(new ObjectiveOptions { Name = SslpObjective.ObjectiveName, Sslp = { Candidates = 65_536 } });
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _exact.Dispose();
        _candidates.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Product() => _exact.Product();

    [Benchmark]
    public void Step() => _exact.Step();

    [Benchmark]
    public void StepOnCandidates() => _candidates.Step();
}
