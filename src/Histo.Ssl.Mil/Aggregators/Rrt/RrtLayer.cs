using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A layer of RRT-MIL: x + an attention of the normalised x, without a feed-forward network.</summary>
internal sealed class RrtLayer : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm norm;
    private readonly nn.Module<Tensor, Tensor> attn;

    public RrtLayer(long width, nn.Module<Tensor, Tensor> attention)
        : base(nameof(RrtLayer))
    {
        norm = nn.LayerNorm(width);
        attn = attention;
        RegisterComponents();
    }

    /// <summary>Computes the layer; the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return (input + attn.call(norm.call(input))).MoveToOuterDisposeScope();
    }
}
