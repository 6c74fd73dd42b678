using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Stochastic gradient descent with momentum: g += wd w; v = m v + g; w -= lr v.</summary>
/// <remarks>Source: torch.optim.SGD without dampening and without Nesterov, whose first step (v = g) this form reproduces from zero buffers.</remarks>
public sealed class SgdOptimizer : Optimizer
{
    private readonly double _momentum;
    private readonly Dictionary<string, Tensor> _velocity;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="groups">Parameter groups.</param>
    /// <param name="momentum">0 (none) to below 1; default 0.9.</param>
    public SgdOptimizer(IReadOnlyList<ParameterGroup> groups, double momentum = 0.9)
        : base(groups)
    {
        _momentum = momentum;
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

            Tensor velocity = _velocity[parameter.Name];
            velocity.mul_(_momentum).add_(gradient);
            if (group.WeightDecay != 0)
            {
                velocity.add_(parameter.Tensor, alpha: group.WeightDecay);
            }

            parameter.Tensor.add_(velocity, alpha: -learningRate);
        }
    }
}
