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

    // A 1x1 convolution is a product at each pixel. oneDNN's own form with channels last writes past its buffer in the gradient when it is strided (oneDNN issue 6035), and divides by zero for some shapes (seen: 256 to 1024
    // channels at 4x4 on AMD with avx512_bf16).
    private Tensor Apply(Tensor input, Tensor kernel)
    {
        if (kernel.size(2) > 1)
        {
            return nn.functional.conv2d(input, kernel, null, _stride, _padding);
        }

        Tensor pixels = input.permute(0, 2, 3, 1);
        pixels = _stride[0] == 1 ? pixels : pixels.slice(1, 0, pixels.size(1), _stride[0]).slice(2, 0, pixels.size(2), _stride[1]);
        return nn.functional.linear(pixels, kernel.reshape(kernel.size(0), -1)).permute(0, 3, 1, 2);
    }
}
