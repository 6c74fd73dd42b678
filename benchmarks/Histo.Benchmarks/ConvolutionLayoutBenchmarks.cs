using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Benchmarks;

/// <summary>The 3x3 convolutions of ResNet-18's stages, forward and backward, with channels first and last in memory.</summary>
public class ConvolutionLayoutBenchmarks : IDisposable
{
    private readonly List<Layer> _layers = [];

    [GlobalSetup]
    public void Prepare()
    {
        for (int stage = 0; stage < 4; stage++)
        {
            long channels = (long)BenchmarkScale.Current.EncoderWidth << stage, side = 16 >> stage;
            _layers.Add(new Layer(randn(BenchmarkScale.Current.TrainingPairs, channels, side, side, requires_grad: true), randn(channels, channels, 3, 3, requires_grad: true)));
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        foreach (Layer layer in _layers)
        {
            layer.Input.Dispose();
            layer.Weight.Dispose();
        }

        _layers.Clear();
    }

    [Benchmark(Baseline = true)]
    public void ChannelsFirst() => Pass(input => input);

    [Benchmark]
    public void ChannelsLast() => Pass(input => input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));

    private void Pass(Func<Tensor, Tensor> arrange)
    {
        foreach (Layer layer in _layers)
        {
            using DisposeScope scope = NewDisposeScope();

            // A second convolution behind the first meets its layout, as in a network.
            Tensor hidden = nn.functional.conv2d(arrange(layer.Input), layer.Weight, null, [1L, 1], [1L, 1]);
            nn.functional.conv2d(hidden, layer.Weight, null, [1L, 1], [1L, 1]).sum().backward();
            layer.Input.grad = null;
            layer.Weight.grad = null;
        }
    }

    private sealed record Layer(Tensor Input, Tensor Weight);
}
