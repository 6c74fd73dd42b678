using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of SimSiam: minus the mean cosine of the prediction from one view and the projection of the other.</summary>
/// <remarks>
/// <code>loss = -( mean_i cos(p1_i, z2_i) + mean_i cos(p2_i, z1_i) ) / 2</code>
/// -1 when they agree, 1 when they are opposite. Projections get no gradient here: without that stop the method collapses. Lengths are taken as 1e-8 at least. Rows of this rank only: the mean over ranks is the
/// loss of the whole batch. Computed in float32, or in float64 for such inputs.
/// Source: X. Chen, K. He, "Exploring simple Siamese representation learning", CVPR 2021; facebookresearch/simsiam a7bc177, simsiam/builder.py, SimSiam.forward, and main_simsiam.py.
/// </remarks>
public sealed record SimSiamLoss
{
    /// <summary>Name of the term mean cos(p1, z2).</summary>
    public const string FirstToSecond = "first_to_second";

    /// <summary>Name of the term mean cos(p2, z1).</summary>
    public const string SecondToFirst = "second_to_first";

    /// <summary>Computes the loss.</summary>
    /// <param name="firstPrediction">Predictor outputs of view 0, (N, D), N of 1 or more; kept.</param>
    /// <param name="secondPrediction">Predictor outputs of view 1, (N, D); kept.</param>
    /// <param name="firstProjection">Projections of view 0, (N, D); detached; kept.</param>
    /// <param name="secondProjection">Projections of view 1, (N, D); detached; kept.</param>
    /// <returns>Loss and the terms <see cref="FirstToSecond"/> and <see cref="SecondToFirst"/>, minus whose mean it is; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes differ or there is no row.</exception>
    public LossResult Compute(Tensor firstPrediction, Tensor secondPrediction, Tensor firstProjection, Tensor secondProjection)
    {
        Embeddings.RequireAlike(nameof(SimSiamLoss), 1, firstPrediction, secondPrediction, firstProjection, secondProjection);
        using DisposeScope scope = NewDisposeScope();
        Tensor first = MeanCosine(firstPrediction, secondProjection), second = MeanCosine(secondPrediction, firstProjection);
        var terms = new Dictionary<string, Tensor> { [FirstToSecond] = first, [SecondToFirst] = second };
        return new LossResult((first + second) / -2, terms).MoveToOuterDisposeScope();
    }

    private static Tensor MeanCosine(Tensor prediction, Tensor projection) =>
        nn.functional.cosine_similarity(Embeddings.AtLeastSingle(prediction), Embeddings.AtLeastSingle(projection.detach()), 1, 1e-8).mean();
}
