using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Attention and a feed-forward network, each behind a layer normalisation and beside a short cut. Field names are DINOv2's parameter names.</summary>
/// <remarks>The sum that passes through and the statistics of the normalisation stay in the weights' type: only the branches compute in a narrower one.</remarks>
internal sealed class TransformerBlock : BranchBlock
{
    /// <summary>Residual branches.</summary>
    public const int Branches = 2;

    // In DINOv2's order: parameters are listed in it.
    private readonly LayerNorm norm1;
    private readonly SelfAttention attn;
    private readonly LayerScale? ls1;
    private readonly LayerNorm norm2;
    private readonly FeedForward mlp;
    private readonly LayerScale? ls2;

    public TransformerBlock(long width, long heads, double? layerScale)
        : base(nameof(TransformerBlock))
    {
        norm1 = nn.LayerNorm(width, VisionTransformer.NormalizationEpsilon);
        attn = new SelfAttention(width, heads);
        ls1 = layerScale is { } first ? new LayerScale(width, first) : null;
        norm2 = nn.LayerNorm(width, VisionTransformer.NormalizationEpsilon);
        mlp = new FeedForward(width);
        ls2 = layerScale is { } second ? new LayerScale(width, second) : null;
        RegisterComponents();
    }

    public override Tensor Run(Tensor input, Tensor? keep, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sum = input + Branch(input, norm1, attn, ls1, keep?.select(0, 0), type);
        return (sum + Branch(sum, norm2, mlp, ls2, keep?.select(0, 1), type)).MoveToOuterDisposeScope();
    }

    private static Tensor Branch(Tensor input, LayerNorm norm, nn.Module<Tensor, Tensor> body, LayerScale? scale, Tensor? keep, ScalarType type)
    {
        Tensor branch = body.call(norm.call(input).to(type)).to(input.dtype);
        branch = scale?.call(branch) ?? branch;
        return keep is null ? branch : branch * keep;
    }
}
