using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Encoders;
using Histo.Ssl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Benchmarks;

/// <summary>One update of the weights of a ResNet-18: the fused AdamW against TorchSharp's, the momentum rule in one call against one call a parameter.</summary>
public class OptimizerBenchmarks : IDisposable
{
    private Encoder _encoder = null!, _teacher = null!;
    private AdamWOptimizer _fused = null!;
    private optim.Optimizer _plain = null!;
    private (Tensor Teacher, Tensor Online)[] _pairs = [];

    [GlobalSetup]
    public void Prepare()
    {
        var spec = new EncoderSpec { Architecture = "resnet18", InputSize = 64, Width = BenchmarkScale.Current.EncoderWidth };
        (_encoder, _teacher) = (EncoderFactory.Create(spec, 1), EncoderFactory.Create(spec, 2));
        foreach (Tensor parameter in _encoder.parameters())
        {
            using Tensor gradient = randn_like(parameter);
            parameter.grad = gradient;
        }

        _fused = new AdamWOptimizer(ParameterGroup.Split([("encoder", _encoder)], 1e-4));
        _plain = optim.AdamW(_encoder.parameters(), 1e-3, weight_decay: 1e-4);
        _pairs = [.. _teacher.parameters().Zip(_encoder.parameters(), (teacher, online) => ((Tensor)teacher, (Tensor)online))];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _fused.Dispose();
        _plain.Dispose();
        _encoder.Dispose();
        _teacher.Dispose();
    }

    [Benchmark]
    public void FusedAdamW() => _fused.Step(1e-3);

    [Benchmark]
    public void TorchSharpAdamW()
    {
        using DisposeScope scope = NewDisposeScope();
        _plain.step();
    }

    [Benchmark]
    public void MomentumFused() => MomentumUpdate.Apply(_pairs, 0.996);

    [Benchmark]
    public void MomentumOneByOne()
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach ((Tensor teacher, Tensor online) in _pairs)
        {
            teacher.mul_(0.996).add_(online, 0.004);
        }
    }
}
