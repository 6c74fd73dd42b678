using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Layer-wise adaptive rate scaling in the form of the official self-supervised codes.</summary>
/// <remarks>
/// For tensors that are not 1-D: g += wd w, then g *= eta |w| / |g| (factor 1 when either norm is 0); 1-D tensors keep their plain gradient. Then v = m v + g; w -= lr v.
/// No epsilon, no dampening. A (K, 1) weight-norm gain counts as 2-D and is adapted. Source: facebookresearch/barlowtwins main.py LARS, identical to VICReg's, DINO's and MoCo v3's.
/// </remarks>
public sealed class LarsOptimizer : Optimizer
{
    private readonly double _momentum, _eta;
    private readonly Dictionary<string, Tensor> _velocity;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="groups">Parameter groups.</param>
    /// <param name="momentum">0 (none) to below 1; default 0.9.</param>
    /// <param name="eta">Trust coefficient; default 0.001.</param>
    public LarsOptimizer(IReadOnlyList<ParameterGroup> groups, double momentum = 0.9, double eta = 0.001)
        : base(groups)
    {
        _momentum = momentum;
        _eta = eta;
        _velocity = AddZeros("velocity");
    }

    /// <inheritdoc/>
    protected override void StepGroup(ParameterGroup group, double learningRate)
    {
        foreach (NamedParameter parameter in group.Parameters)
        {
            if (parameter.Tensor.grad is not Tensor gradient)
            {
                continue;
            }

            Tensor update = parameter.Tensor.dim() == 1 ? gradient : Adapt(parameter.Tensor, gradient, group.WeightDecay);
            Tensor velocity = _velocity[parameter.Name];
            velocity.mul_(_momentum).add_(update);
            parameter.Tensor.add_(velocity, alpha: -learningRate);
        }
    }

    private Tensor Adapt(Tensor weight, Tensor gradient, double weightDecay)
    {
        Tensor decayed = weightDecay == 0 ? gradient : gradient.add(weight, alpha: weightDecay);
        Tensor weightNorm = linalg.vector_norm(weight), gradientNorm = linalg.vector_norm(decayed);
        Tensor usable = weightNorm.gt(0).logical_and(gradientNorm.gt(0));
        return decayed.mul(where(usable, weightNorm.mul(_eta).div(gradientNorm), ones_like(weightNorm)));
    }
}
