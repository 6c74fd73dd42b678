using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>What Adam and AdamW share: running means of gradients and of their squares, and one fused call a group.</summary>
public abstract class AdaptiveOptimizer : Optimizer
{
    private readonly double _beta1, _beta2, _epsilon;
    private readonly Dictionary<string, Tensor> _means, _squares, _steps;

    private protected AdaptiveOptimizer(IReadOnlyList<ParameterGroup> groups, double beta1, double beta2, double epsilon)
        : base(groups)
    {
        (_beta1, _beta2, _epsilon) = (beta1, beta2, epsilon);
        _means = AddZeros("mean");
        _squares = AddZeros("square");
        _steps = Groups.SelectMany(group => group.Parameters).ToDictionary(
            parameter => parameter.Name, parameter => AddState($"step.{parameter.Name}", zeros([], dtype: ScalarType.Float32, device: parameter.Tensor.device)), StringComparer.Ordinal);
    }

    private protected delegate void Kernel(
        Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] squares, Tensor[] steps, double rate, double beta1, double beta2, double decay, double epsilon);

    private protected abstract Kernel Update { get; }

    /// <inheritdoc/>
    protected sealed override void StepGroup(ParameterGroup group, double learningRate)
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
        Update(
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
