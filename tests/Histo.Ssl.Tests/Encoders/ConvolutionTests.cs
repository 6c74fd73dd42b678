using Histo.Ssl.Encoders;
using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

public sealed class ConvolutionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(4, 8, 1, 2, 3)]
    [InlineData(5, 8, 1, 2, 5)]
    [InlineData(16, 32, 1, 2, 4)]
    [InlineData(4, 4, 3, 2, 3)]
    [InlineData(8, 8, 1, 1, 3)]
    public void ForwardAndBackward_ChannelsLast_MatchFloat64(int inputs, int outputs, int kernel, int stride, int batch)
    {
        using var convolution = new Convolution(inputs, outputs, kernel, stride, kernel / 2);
        Tensor weight = convolution.get_parameter("weight")!;
        using (no_grad())
        {
            weight.copy_(Gaussian(1, outputs, inputs, kernel, kernel));
        }

        Tensor x = Gaussian(2, batch, 15, 14, inputs).permute(0, 3, 1, 2).detach().requires_grad_();
        Tensor y = convolution.call(x);
        Tensor cotangent = Gaussian(3, y.shape);
        y.backward([cotangent]);

        Tensor exactX = x.detach().contiguous().to(ScalarType.Float64).requires_grad_(), exactWeight = weight.detach().to(ScalarType.Float64).requires_grad_();
        Tensor exact = nn.functional.conv2d(exactX, exactWeight, null, [stride, stride], [kernel / 2, kernel / 2]);
        exact.backward([cotangent.to(ScalarType.Float64)]);
        ShouldBeClose(y, exact);
        ShouldBeClose(x.grad!, exactX.grad!);
        ShouldBeClose(weight.grad!, exactWeight.grad!);
    }

    [Fact]
    public void Forward_PointwiseShapeThatStoppedTheProcess_Computes()
    {
        using var convolution = new Convolution(256, 1024, 1, 1, 0);
        nn.init.ones_(convolution.get_parameter("weight")!);
        convolution.call(ones(16, 256, 4, 4)).eq(256).all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Forward_BFloat16Input_CastsTheWeightAndKeepsItsGradientInFloat32()
    {
        using var convolution = new Convolution(3, 4, 3, 1, 1);
        Tensor weight = convolution.get_parameter("weight")!;
        nn.init.ones_(weight);
        Tensor y = convolution.call(ones([1, 3, 5, 5], dtype: ScalarType.BFloat16));
        y.dtype.Should().Be(ScalarType.BFloat16);
        y[0, 0, 2, 2].to(ScalarType.Float32).item<float>().Should().Be(27);
        y.sum().backward();
        (weight.dtype, weight.grad!.dtype).Should().Be((ScalarType.Float32, ScalarType.Float32));
    }

    public void Dispose() => _scope.Dispose();

    private static Tensor Gaussian(ulong seed, params long[] shape)
    {
        var random = new CounterRandom(seed, 0, 0, RandomSlot.Custom);
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextGaussian();
        }

        return tensor(values).reshape(shape);
    }

    private static void ShouldBeClose(Tensor actual, Tensor exact) =>
        (actual.to(ScalarType.Float64) - exact).abs().max().item<double>().Should().BeLessThan(1e-5 * exact.abs().max().item<double>());
}
