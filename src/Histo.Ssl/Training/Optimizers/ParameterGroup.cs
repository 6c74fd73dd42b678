using Histo.Ssl.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Parameters that share a learning-rate factor and a weight decay.</summary>
/// <param name="Name">Name for logs.</param>
/// <param name="Parameters">The parameters; owned by their modules.</param>
public sealed record ParameterGroup(string Name, IReadOnlyList<NamedParameter> Parameters)
{
    /// <summary>Gets or sets the factor on the learning rate.</summary>
    /// <value>1 (default).</value>
    public double LearningRateFactor { get; set; } = 1;

    /// <summary>Gets or sets a learning rate that replaces the run's; the factor applies to it too.</summary>
    /// <value>Null (default): the run's. The trainer sets it for groups with a <see cref="Role"/>.</value>
    public double? OwnLearningRate { get; set; }

    /// <summary>Gets or sets the weight decay; may change from step to step.</summary>
    /// <value>0 (default).</value>
    public double WeightDecay { get; set; }

    /// <summary>Gets the factor by which the run's weight decay is multiplied when the trainer sets <see cref="WeightDecay"/>.</summary>
    /// <value>1 (default); 0: never decays.</value>
    public double WeightDecayFactor { get; init; } = 1;

    /// <summary>Gets whether the rate of the group is frozen or constant for a while.</summary>
    /// <value><see cref="ParameterRole.Ordinary"/> (default).</value>
    public ParameterRole Role { get; init; }

    /// <summary>Splits the trainable parameters of modules into those that decay and those that do not (1-D: biases and norms).</summary>
    /// <param name="modules">Modules with the prefix of their names, for example ("encoder", encoder).</param>
    /// <param name="weightDecay">Weight decay of the matrices and kernels.</param>
    /// <param name="biasLearningRateFactor">Learning-rate factor of the 1-D parameters; official Barlow Twins uses 0.0048 / 0.2.</param>
    /// <returns>Two groups, "weights" and "biases"; an empty one is left out.</returns>
    public static IReadOnlyList<ParameterGroup> Split(IEnumerable<(string Prefix, nn.Module Module)> modules, double weightDecay, double biasLearningRateFactor = 1)
    {
        var all = modules
            .SelectMany(each => each.Module.named_parameters().Select(entry => new NamedParameter($"{each.Prefix}.{entry.name}", entry.parameter)))
            .Where(parameter => parameter.Tensor.requires_grad)
            .ToList();
        return [.. new[]
        {
            new ParameterGroup("weights", [.. all.Where(parameter => parameter.Tensor.dim() != 1)]) { WeightDecay = weightDecay },
            new ParameterGroup("biases", [.. all.Where(parameter => parameter.Tensor.dim() == 1)]) { LearningRateFactor = biasLearningRateFactor, WeightDecayFactor = 0 },
        }.Where(group => group.Parameters.Count > 0)];
    }
}
