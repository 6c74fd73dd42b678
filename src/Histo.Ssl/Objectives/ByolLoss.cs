using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of BYOL: the prediction from one view regresses the teacher's projection of the other, both scaled to length 1.</summary>
/// <remarks>
/// <code>loss = mean_i ( |p1_i/|p1_i| - z2_i/|z2_i||^2 + |p2_i/|p2_i| - z1_i/|z1_i||^2 )</code>
/// Not halved: 0 when predictions and targets agree, 8 when they are opposite. Squared lengths are taken as 1e-12 at least. Targets get no gradient. Rows of this rank only: the mean over ranks is the loss of the
/// whole batch. Computed in float32, or in float64 for such inputs.
/// Source: J.-B. Grill et al., "Bootstrap your own latent", NeurIPS 2020; google-deepmind/deepmind-research 4822a455, byol/utils/helpers.py, regression_loss, and byol_experiment.py, loss_fn.
/// </remarks>
public sealed record ByolLoss
{
    /// <summary>Name of the term of view 0's predictions and view 1's targets.</summary>
    public const string FirstToSecond = "first_to_second";

    /// <summary>Name of the term of view 1's predictions and view 0's targets.</summary>
    public const string SecondToFirst = "second_to_first";

    /// <summary>Computes the loss.</summary>
    /// <param name="firstPrediction">Predictor outputs of view 0, (N, D), N of 1 or more; kept.</param>
    /// <param name="secondPrediction">Predictor outputs of view 1, (N, D); kept.</param>
    /// <param name="firstTarget">Teacher projections of view 0, (N, D); detached; kept.</param>
    /// <param name="secondTarget">Teacher projections of view 1, (N, D); detached; kept.</param>
    /// <returns>Loss and the terms <see cref="FirstToSecond"/> and <see cref="SecondToFirst"/>, whose sum it is; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes differ or there is no row.</exception>
    public LossResult Compute(Tensor firstPrediction, Tensor secondPrediction, Tensor firstTarget, Tensor secondTarget)
    {
        Embeddings.RequireAlike(nameof(ByolLoss), 1, firstPrediction, secondPrediction, firstTarget, secondTarget);
        using DisposeScope scope = NewDisposeScope();
        Tensor first = Regression(firstPrediction, secondTarget), second = Regression(secondPrediction, firstTarget);
        var terms = new Dictionary<string, Tensor> { [FirstToSecond] = first, [SecondToFirst] = second };
        return new LossResult(first + second, terms).MoveToOuterDisposeScope();
    }

    private static Tensor Regression(Tensor prediction, Tensor target) => (Unit(prediction) - Unit(target.detach())).square().sum(dim: 1).mean();

    private static Tensor Unit(Tensor tensor)
    {
        Tensor x = Embeddings.AtLeastSingle(tensor);
        return x * x.square().sum(dim: 1, keepdim: true).clamp_min(1e-12).rsqrt();
    }
}
