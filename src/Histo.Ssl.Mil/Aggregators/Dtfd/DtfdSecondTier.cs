using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The second tier of DTFD: gated attention over what the pseudo-bags handed on, and a classifier.</summary>
/// <remarks>Source: hrzhang1123/DTFD-MIL 10964f4, Model/Attention.py: Attention_with_Classifier.</remarks>
internal sealed class DtfdSecondTier : nn.Module<Tensor, DtfdSecondTier.Result>
{
    private readonly DtfdScores attention;
    private readonly DtfdClassifier classifier;

    public DtfdSecondTier(DtfdOptions options, long outputs)
        : base(nameof(DtfdSecondTier))
    {
        attention = new DtfdScores(options.Width, options.AttentionWidth);
        classifier = new DtfdClassifier(options.Width, outputs, options.SecondDropout);
        RegisterComponents();
    }

    /// <summary>Classifies pseudo features, (P, E), in the current dispose scope.</summary>
    public override Result forward(Tensor input)
    {
        Tensor shares = attention.call(input).softmax(1);
        Tensor embedding = shares.matmul(input);
        return new Result(classifier.call(embedding), shares, embedding);
    }

    /// <summary>What the tier makes of pseudo features.</summary>
    /// <param name="Logits">(1, C).</param>
    /// <param name="Attention">(1, P).</param>
    /// <param name="Embedding">(1, E).</param>
    public sealed record Result(Tensor Logits, Tensor Attention, Tensor Embedding);
}
