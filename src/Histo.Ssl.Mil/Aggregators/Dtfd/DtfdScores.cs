using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The gated scores of DTFD and ACMIL: w [tanh(V h + b) * sigmoid(U h + c)] + d, one row a head.</summary>
/// <remarks>Source: hrzhang1123/DTFD-MIL 10964f4, Model/Attention.py: Attention_Gated; the same in dazhangyu123/ACMIL e53d19c, architecture/transformer.py.</remarks>
internal sealed class DtfdScores : nn.Module<Tensor, Tensor>
{
    private readonly Sequential attention_V, attention_U;
    private readonly Linear attention_weights;

    public DtfdScores(long width, long hidden, long heads = 1)
        : base(nameof(DtfdScores))
    {
        attention_V = nn.Sequential(("0", nn.Linear(width, hidden)), ("1", nn.Tanh()));
        attention_U = nn.Sequential(("0", nn.Linear(width, hidden)), ("1", nn.Sigmoid()));
        attention_weights = nn.Linear(hidden, heads);
        RegisterComponents();
    }

    /// <summary>Scores instances, (N, E) to (K, N), not normalised; the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return attention_weights.call(attention_V.call(input) * attention_U.call(input)).transpose(0, 1).MoveToOuterDisposeScope();
    }
}
