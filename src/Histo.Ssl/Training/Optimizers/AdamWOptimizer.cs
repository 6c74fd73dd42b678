using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>AdamW with libtorch's fused kernel: one call a group instead of a dozen a parameter.</summary>
/// <remarks>
/// w -= lr wd w; m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; w -= lr (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps).
/// Source: I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019; the kernel is torch._fused_adamw_.
/// </remarks>
public sealed class AdamWOptimizer : Optimizer
{
    private readonly double _beta1, _beta2, _epsilon;
    private readonly Dictionary<string, Tensor> _means, _squares, _steps;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="groups">Parameter groups.</param>
    /// <param name="beta1">Decay of the mean; default 0.9.</param>
    /// <param name="beta2">Decay of the mean square; default 0.999.</param>
    /// <param name="epsilon">Added to the root; default 1e-8.</param>
    public AdamWOptimizer(IReadOnlyList<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(groups)
    {
        (_beta1, _beta2, _epsilon) = (beta1, beta2, epsilon);
        _means = AddZeros("mean");
        _squares = AddZeros("square");
        _steps = Groups.SelectMany(group => group.Parameters).ToDictionary(
            parameter => parameter.Name, parameter => AddState($"step.{parameter.Name}", zeros([], dtype: ScalarType.Float32, device: parameter.Tensor.device)), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    protected override void StepGroup(ParameterGroup group, double learningRate)
    {
        var active = new List<(NamedParameter Parameter, Tensor Gradient)>(group.Parameters.Count);
        foreach (NamedParameter parameter in group.Parameters)
        {
            if (parameter.Tensor.grad is Tensor gradient)
            {
                active.Add((parameter, gradient));
            }
        }

        if (active.Count == 0)
        {
            return;
        }

        Tensor[] Buffers(Dictionary<string, Tensor> buffers) => [.. active.Select(each => buffers[each.Parameter.Name])];
        FusedKernels.AdamW(
            [.. active.Select(each => each.Parameter.Tensor)],
            [.. active.Select(each => each.Gradient)],
            Buffers(_means),
            Buffers(_squares),
            Buffers(_steps),
            learningRate,
            _beta1,
            _beta2,
            group.WeightDecay,
            _epsilon);
    }
}
