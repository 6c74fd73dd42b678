using Histo.Ssl.Objectives;
using Histo.Ssl.Schedules;

namespace Histo.Ssl.Training;

/// <summary>What changes from step to step in the optimiser's groups: learning rate, weight decay, what is frozen.</summary>
public sealed record OptimizationSchedule
{
    /// <summary>Gets the learning rate by step.</summary>
    public required ISchedule LearningRate { get; init; }

    /// <summary>Gets the weight decay by step; each group multiplies it by its <see cref="ParameterGroup.WeightDecayFactor"/>.</summary>
    /// <value>Null (default): the groups keep theirs.</value>
    public ISchedule? WeightDecay { get; init; }

    /// <summary>Gets the learning rate of groups with <see cref="ParameterRole.ConstantRate"/>.</summary>
    /// <value>Null (default): they follow the schedule like all others.</value>
    public double? ConstantRate { get; init; }

    /// <summary>Gets the number of steps during which groups with <see cref="ParameterRole.LastLayer"/> have a learning rate of 0.</summary>
    /// <value>0 (default).</value>
    public long LastLayerFreeze { get; init; }

    /// <summary>Sets the groups for a step.</summary>
    /// <param name="groups">The optimiser's groups.</param>
    /// <param name="step">0-based.</param>
    /// <returns>The learning rate of the step.</returns>
    public double Apply(IReadOnlyList<ParameterGroup> groups, long step)
    {
        ArgumentNullException.ThrowIfNull(groups);
        foreach (ParameterGroup group in groups)
        {
            group.OwnLearningRate = group.Role switch
            {
                ParameterRole.LastLayer when step < LastLayerFreeze => 0,
                ParameterRole.ConstantRate => ConstantRate,
                _ => null,
            };
            if (WeightDecay is not null)
            {
                group.WeightDecay = WeightDecay.At(step) * group.WeightDecayFactor;
            }
        }

        return LearningRate.At(step);
    }
}
