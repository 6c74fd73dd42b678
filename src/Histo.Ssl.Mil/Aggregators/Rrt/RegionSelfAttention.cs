using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Attention of the tokens of each sequence to each other, (B, P, D) to the same shape, with or without RRT-MIL's embedded positions (EPEG).</summary>
/// <remarks>
/// EPEG adds to the scores S = q k^T / sqrt(d) their convolution along the query axis, one kernel a head. A convolution of S along its queries is the scores of convolved queries, so q + conv(q) takes the place of q, which is exact
/// and never stores a P x P matrix. The convolution's bias shifts all scores of a row and vanishes in the softmax: the parameter exists, so that weight files match, and has no gradient.
/// Source: W. Tang et al., "Feature Re-Embedding", CVPR 2024; DearCaat/RRT-MIL 7ecbdfb, modules/rmsa.py: InnerAttention. The rearrangement is ours.
/// </remarks>
internal sealed class RegionSelfAttention : nn.Module<Tensor, Tensor>
{
    private readonly Linear qkv, proj;
    private readonly HeadConvolution? pe;
    private readonly long _heads;
    private readonly double _dropout;

    /// <param name="width">Length of a token, a multiple of the heads.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="dropout">Dropout of the output.</param>
    /// <param name="kernel">Length of the positional convolution; null for none.</param>
    public RegionSelfAttention(long width, long heads, double dropout, int? kernel)
        : base(nameof(RegionSelfAttention))
    {
        (_heads, _dropout) = (heads, dropout);
        qkv = nn.Linear(width, 3 * width);
        proj = nn.Linear(width, width);
        pe = kernel is { } length ? new HeadConvolution(heads, length, idleBias: true) : null;
        RegisterComponents();
    }

    /// <summary>Computes the attention; the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        long sequences = input.size(0), tokens = input.size(1), width = input.size(2);
        Tensor split = qkv.call(input).reshape(sequences, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        Tensor queries = split.select(0, 0), values = split.select(0, 2);
        if (pe is not null)
        {
            queries = queries + pe.call(queries);
        }

        // A lone token attends to itself. Its queries have a gradient of 0 rather than none, so that optimisers treat them alike in every bag.
        Tensor mixed = tokens == 1 ? values + (queries * 0) : nn.functional.scaled_dot_product_attention(queries, split.select(0, 1), values);
        Tensor output = proj.call(mixed.transpose(1, 2).reshape(sequences, tokens, width));
        return nn.functional.dropout(output, _dropout, training).MoveToOuterDisposeScope();
    }
}
