using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A convolution without bias that computes in the element type of its input: the weight is cast at use and keeps its own type.</summary>
internal sealed class Convolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly long[] _stride, _padding;

    public Convolution(long inputs, long outputs, int kernel, int stride, int padding)
        : base(nameof(Convolution))
    {
        // Uninitialised: the factory draws the values.
        weight = nn.Parameter(empty(outputs, inputs, kernel, kernel));
        weight.DetachFromDisposeScope();
        _stride = [stride, stride];
        _padding = [padding, padding];
        RegisterComponents();
    }

    public ScalarType WeightType => weight.dtype;

    public override Tensor forward(Tensor input)
    {
        if (input.dtype == weight.dtype)
        {
            return nn.functional.conv2d(input, weight, null, _stride, _padding);
        }

        using Tensor cast = weight.to(input.dtype);
        return nn.functional.conv2d(input, cast, null, _stride, _padding);
    }
}
