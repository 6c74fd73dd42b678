using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>How spread out a batch of embeddings is: the meters that show a collapse before the loss does.</summary>
/// <param name="Deviation">Mean over the dimensions of the standard deviation of unit embeddings, times sqrt(D): near 1 when spread evenly, 0 when all are equal.</param>
/// <param name="EffectiveRank">Exponential of the entropy of the centred embeddings' normalised singular values: 1 (a line) to min(N - 1, D).</param>
/// <param name="PositiveCosine">Mean cosine of an anchor and its positive.</param>
/// <param name="RandomCosine">Mean cosine of an anchor and the positive of another anchor.</param>
/// <remarks>
/// Source: deviation - X. Chen, K. He, "Exploring simple Siamese representation learning", CVPR 2021; effective rank - O. Roy, M. Vetterli, "The effective rank", EUSIPCO 2007.
/// </remarks>
public readonly record struct EmbeddingStatistics(double Deviation, double EffectiveRank, double PositiveCosine, double RandomCosine)
{
    /// <summary>Measures the embeddings of two views.</summary>
    /// <param name="anchors">(N, D) embeddings of the anchors, N at least 2.</param>
    /// <param name="positives">(N, D) embeddings of their positives.</param>
    /// <exception cref="HistoException">HS0002: the shapes differ or there are fewer than two rows.</exception>
    public static EmbeddingStatistics Measure(Tensor anchors, Tensor positives)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(positives);
        if (anchors.dim() != 2 || positives.dim() != 2 || anchors.size(0) < 2 || anchors.size(0) != positives.size(0) || anchors.size(1) != positives.size(1))
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "embeddings of two views must have one shape", seen: $"({string.Join(", ", anchors.shape)}) and ({string.Join(", ", positives.shape)})", wanted: "(N, D) twice, N >= 2");
        }

        using IDisposable noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor first = Unit(anchors), second = Unit(positives);
        double deviation = first.std(0L, unbiased: false).mean().item<float>() * Math.Sqrt(first.size(1));
        double positive = (first * second).sum(dim: 1).mean().item<float>();
        double random = (first * second.roll(1, 0)).sum(dim: 1).mean().item<float>();
        return new EmbeddingStatistics(deviation, Rank(first), positive, random);
    }

    private static Tensor Unit(Tensor embeddings) => nn.functional.normalize(embeddings.detach().to(ScalarType.Float32), dim: 1);

    private static double Rank(Tensor unit)
    {
        Tensor values = linalg.svdvals(unit - unit.mean([0], keepdim: true)).to(ScalarType.Float64);
        Tensor shares = values / values.sum().clamp_min(1e-12);
        return (-(shares * shares.clamp_min(1e-12).log()).sum()).exp().item<double>();
    }
}
