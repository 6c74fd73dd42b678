using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A convolution of every channel with a kernel of its own, channels last: (N, H, W, C) to the same shape. It computes in the element type of its input.</summary>
internal sealed class DepthwiseConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;

    public DepthwiseConvolution(long channels, int kernel)
        : base(nameof(DepthwiseConvolution))
    {
        // Uninitialised: the encoder draws the values.
        weight = nn.Parameter(empty(channels, 1, kernel, kernel));
        weight.DetachFromDisposeScope();
        bias = nn.Parameter(zeros(channels));
        bias.DetachFromDisposeScope();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        long reach = weight.size(2) / 2;
        Tensor output = nn.functional.conv2d(input.permute(0, 3, 1, 2), weight.to(input.dtype), bias.to(input.dtype), padding: [reach, reach], groups: weight.size(0));
        return output.permute(0, 2, 3, 1).MoveToOuterDisposeScope();
    }
}
