using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A depthwise 7x7 convolution, a layer normalisation and a feed-forward network beside a short cut, channels last. Field names are timm's parameter names.</summary>
internal sealed class ConvNeXtBlock : BranchBlock
{
    private const int Kernel = 7;
    private const double InitialScale = 1e-6;

    // In timm's order: parameters are listed in it.
    private readonly Parameter gamma;
    private readonly DepthwiseConvolution conv_dw;
    private readonly LayerNorm norm;
    private readonly FeedForward mlp;

    public ConvNeXtBlock(long width)
        : base(nameof(ConvNeXtBlock))
    {
        gamma = nn.Parameter(full(width, InitialScale));
        gamma.DetachFromDisposeScope();
        conv_dw = new DepthwiseConvolution(width, Kernel);
        norm = nn.LayerNorm(width, ConvNeXt.NormalizationEpsilon);
        mlp = new FeedForward(width);
        RegisterComponents();
    }

    public override Tensor Run(Tensor input, Tensor? keep, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor branch = norm.call(conv_dw.call(input.to(type)).to(input.dtype)).to(type);
        branch = mlp.call(branch).to(input.dtype) * gamma;
        return (input + (keep is null ? branch : branch * keep.select(0, 0))).MoveToOuterDisposeScope();
    }
}
