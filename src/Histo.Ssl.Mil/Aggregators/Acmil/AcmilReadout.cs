using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The value side of ACMIL's multi-head attention: LN(Dropout(W_o [a_h W_v h] + b)), epsilon 1e-6, for attention that is given.</summary>
/// <remarks>Source: dazhangyu123/ACMIL e53d19c, architecture/transformer.py: MutiHeadAttention_modify.</remarks>
internal sealed class AcmilReadout : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear v_proj, out_proj;
    private readonly LayerNorm layer_norm;
    private readonly double _dropout;

    public AcmilReadout(long width, double dropout)
        : base(nameof(AcmilReadout))
    {
        _dropout = dropout;
        v_proj = nn.Linear(width, width);
        out_proj = nn.Linear(width, width);
        layer_norm = nn.LayerNorm(width, 1e-6);
        RegisterComponents();
    }

    /// <summary>Reads instances; the caller disposes the result.</summary>
    /// <param name="input">(N, E).</param>
    /// <param name="attention">(H, N), rows of sum 1.</param>
    /// <returns>(1, E).</returns>
    public override Tensor forward(Tensor input, Tensor attention)
    {
        using DisposeScope scope = NewDisposeScope();
        return AcmilBranch.Read(input, attention, v_proj, out_proj, layer_norm, training ? _dropout : 0).MoveToOuterDisposeScope();
    }
}
