using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A branch of ACMIL's multi-head form: the scores of a learned query, and a readout with the attention made of them.</summary>
/// <remarks>Source: dazhangyu123/ACMIL e53d19c, architecture/transformer.py: MutiHeadAttention.</remarks>
internal sealed class AcmilBranch : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear q_proj, k_proj, v_proj, out_proj;
    private readonly LayerNorm layer_norm;
    private readonly long _heads;
    private readonly double _dropout;

    public AcmilBranch(long width, long heads, double dropout)
        : base(nameof(AcmilBranch))
    {
        (_heads, _dropout) = (heads, dropout);
        q_proj = nn.Linear(width, width);
        k_proj = nn.Linear(width, width);
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
        return Read(input, attention, v_proj, out_proj, layer_norm, training ? _dropout : 0).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the scores of a query, q k^T / sqrt(d): (1, E) and (N, E) to (H, N); the caller disposes the result.</summary>
    public Tensor Scores(Tensor query, Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor own = q_proj.call(query).reshape(_heads, 1, -1);
        Tensor keys = k_proj.call(input).reshape(input.size(0), _heads, -1).permute(1, 2, 0);
        return (own.matmul(keys).squeeze(1) / Math.Sqrt(own.size(2))).MoveToOuterDisposeScope();
    }

    /// <summary>Computes LN(Dropout(W_o [a_h W_v h] + b)) in the current dispose scope.</summary>
    internal static Tensor Read(Tensor input, Tensor attention, Linear values, Linear output, LayerNorm norm, double dropout)
    {
        long heads = attention.size(0);
        Tensor split = values.call(input).reshape(input.size(0), heads, -1).transpose(0, 1);
        Tensor mixed = attention.unsqueeze(1).matmul(split).reshape(1, -1);
        return norm.call(nn.functional.dropout(output.call(mixed), dropout, training: dropout > 0));
    }
}
