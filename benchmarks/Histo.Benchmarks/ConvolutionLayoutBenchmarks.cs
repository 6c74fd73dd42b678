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
            using Tensor images = randn(BenchmarkScale.Current.TrainingPairs, channels, side, side), last = images.permute(0, 2, 3, 1).contiguous();
            _layers.Add(new Layer(images.clone().requires_grad_(true), last.permute(0, 3, 1, 2).detach().requires_grad_(true), randn(channels, channels, 3, 3, requires_grad: true)));
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        foreach (Layer layer in _layers)
        {
            layer.First.Dispose();
            layer.Last.Dispose();
            layer.Weight.Dispose();
        }

        _layers.Clear();
    }

    [Benchmark(Baseline = true)]
    public void ChannelsFirst() => Pass(layer => layer.First);

    [Benchmark]
    public void ChannelsLast() => Pass(layer => layer.Last);

    private void Pass(Func<Layer, Tensor> arranged)
    {
        foreach (Layer layer in _layers)
        {
            using DisposeScope scope = NewDisposeScope();

            // A second convolution behind the first meets its layout, as in a network.
            Tensor input = arranged(layer), hidden = nn.functional.conv2d(input, layer.Weight, null, [1L, 1], [1L, 1]);
            nn.functional.conv2d(hidden, layer.Weight, null, [1L, 1], [1L, 1]).sum().backward();
            input.grad = null;
            layer.Weight.grad = null;
        }
    }

    private sealed record Layer(Tensor First, Tensor Last, Tensor Weight);
}
