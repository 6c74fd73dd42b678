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
        using DisposeScope scope = NewDisposeScope();
        Tensor cast = input.dtype == weight.dtype ? weight : weight.to(input.dtype);
        return Apply(ChannelsLast(input), cast).MoveToOuterDisposeScope();
    }

    /// <summary>Puts the channels last by strides, which decide the layout of everything behind them; nothing is copied where they are last already.</summary>
    /// <remarks>Convolutions on the CPU are faster this way, and oneDNN's in bfloat16 are wrong by half on some processors (seen: AMD with avx512_bf16) when few channels come first.</remarks>
    public static Tensor ChannelsLast(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    // oneDNN writes past its buffer in the gradient of a strided 1x1 convolution with channels last (oneDNN issue 6035): drop the pixels first, which is the same sum.
    private Tensor Apply(Tensor input, Tensor kernel) => kernel.size(2) == 1 && _stride[0] > 1
        ? nn.functional.conv2d(input.slice(2, 0, input.size(2), _stride[0]).slice(3, 0, input.size(3), _stride[1]), kernel)
        : nn.functional.conv2d(input, kernel, null, _stride, _padding);
}
