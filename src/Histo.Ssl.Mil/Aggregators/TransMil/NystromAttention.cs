using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Self-attention over a sequence in time and memory that grow with its length: (n, D) to the same shape.</summary>
/// <remarks>
/// out = W [(K1 Z)(K3 v) + a convolution of v along the sequence, one kernel a head] + b, dropout; see <see cref="NystromTerms"/>. The padding in front is not masked: its rows take part in K3's softmax, as in the original.
/// Source: Y. Xiong et al., "Nystromformer", AAAI 2021; lucidrains/nystrom-attention, NystromAttention (as shipped in dazhangyu123/ACMIL e53d19c, architecture/nystrom_attention.py). The order of the products is ours.
/// </remarks>
internal sealed class NystromAttention : nn.Module<Tensor, Tensor>
{
    private readonly Linear to_qkv;
    private readonly Sequential to_out;
    private readonly HeadConvolution? res_conv;
    private readonly long _heads, _landmarks;
    private readonly int _steps;

    /// <param name="width">Length of a token, a multiple of the heads.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="landmarks">Number of landmarks m.</param>
    /// <param name="steps">Iterations of the pseudo-inverse.</param>
    /// <param name="kernel">Length of the convolution of the values; null for none.</param>
    /// <param name="dropout">Dropout of the output.</param>
    public NystromAttention(long width, long heads, long landmarks, int steps, int? kernel, double dropout)
        : base(nameof(NystromAttention))
    {
        (_heads, _landmarks, _steps) = (heads, landmarks, steps);
        to_qkv = nn.Linear(width, 3 * width, hasBias: false);
        to_out = nn.Sequential(("0", nn.Linear(width, width)), ("1", nn.Dropout(dropout)));
        res_conv = kernel is { } length ? new HeadConvolution(heads, length) : null;
        RegisterComponents();
    }

    /// <summary>Computes the attention of a sequence; the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return Output(Terms(input)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes what the attention is made from, in the current dispose scope.</summary>
    /// <param name="input">(n, D).</param>
    public NystromTerms Terms(Tensor input)
    {
        long tokens = input.size(0), group = (tokens + _landmarks - 1) / _landmarks;
        Tensor padded = nn.functional.pad(input, [0, 0, (group * _landmarks) - tokens, 0]);
        Tensor split = to_qkv.call(padded).reshape(padded.size(0), 3, _heads, -1).permute(1, 2, 0, 3);
        Tensor queries = split.narrow(0, 0, 1), keys = split.narrow(0, 1, 1), values = split.narrow(0, 2, 1);
        Tensor queryMarks = Landmarks(queries, group), keyMarks = Landmarks(keys, group);
        Tensor second = (queryMarks.matmul(keyMarks.transpose(-1, -2)) / Math.Sqrt(queries.size(3))).softmax(-1);
        return new NystromTerms(queries, keys, values, queryMarks, keyMarks, PseudoInverse.Iterate(second, _steps), tokens);
    }

    /// <summary>Computes the block's output, (n, D), in the current dispose scope.</summary>
    public Tensor Output(NystromTerms terms)
    {
        Tensor mixed = terms.Mixed();
        if (res_conv is not null)
        {
            mixed += res_conv.call(terms.Values);
        }

        // Rows of the padding are left out before the output layer: it works row by row.
        Tensor real = mixed.narrow(2, mixed.size(2) - terms.Tokens, terms.Tokens);
        return to_out.call(real[0].transpose(0, 1).reshape(terms.Tokens, -1));
    }

    private Tensor Landmarks(Tensor rows, long group) => rows.reshape(1, _heads, _landmarks, group, -1).mean([3]);
}
