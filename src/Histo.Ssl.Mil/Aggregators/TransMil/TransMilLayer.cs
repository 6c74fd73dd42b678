using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A layer of TransMIL: x + Nystrom attention of the normalised x, without a feed-forward network.</summary>
internal sealed class TransMilLayer : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm norm;
    private readonly NystromAttention attn;

    public TransMilLayer(TransMilOptions options)
        : base(nameof(TransMilLayer))
    {
        norm = nn.LayerNorm(options.Width);
        attn = new NystromAttention(options.Width, options.Heads, options.Landmarks, options.InverseSteps, options.Kernel, options.Dropout);
        RegisterComponents();
    }

    /// <summary>Computes the layer; the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return (input + attn.call(norm.call(input))).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the layer, and the first token's row of its attention over all tokens, (H, n); the caller disposes both.</summary>
    public (Tensor Output, Tensor Row) ForwardWithRow(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        NystromTerms terms = attn.Terms(norm.call(input));
        Tensor row = terms.FirstRow();
        return ((input + attn.Output(terms)).MoveToOuterDisposeScope(), row.MoveToOuterDisposeScope());
    }
}
