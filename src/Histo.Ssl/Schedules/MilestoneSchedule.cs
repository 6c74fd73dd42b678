namespace Histo.Ssl.Schedules;

/// <summary>A learning rate that is fixed within an epoch: divided at milestones or along a cosine, with a linear warm-up step by step.</summary>
/// <remarks>
/// Epochs count from 1. While epoch is at most <see cref="WarmupEpochs"/> the rate runs linearly from <see cref="WarmupStart"/> to the value that the epoch rule gives at the end of the warm-up;
/// afterwards Rate x DecayFactor^(number of milestones strictly below the epoch), or with <see cref="Cosine"/> a half cosine to Rate x DecayFactor^3.
/// Source: HobbitLong/SupContrast util.py and BzhangURU/Paper_WeakSupCon_for_MIL util.py, adjust_learning_rate and warmup_learning_rate.
/// </remarks>
public sealed record MilestoneSchedule : ISchedule
{
    /// <summary>Gets the base rate.</summary>
    public required double Rate { get; init; }

    /// <summary>Gets the number of epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Gets the number of steps in an epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>Gets the epochs after which the rate is multiplied by <see cref="DecayFactor"/>.</summary>
    /// <value>Empty (default).</value>
    public IReadOnlyList<int> Milestones { get; init; } = [];

    /// <summary>Gets the factor at a milestone; with <see cref="Cosine"/> its cube times the rate is the end.</summary>
    /// <value>0.1 (default).</value>
    public double DecayFactor { get; init; } = 0.1;

    /// <summary>Gets whether the rate follows a half cosine instead of milestones.</summary>
    /// <value>False (default).</value>
    public bool Cosine { get; init; }

    /// <summary>Gets the number of warm-up epochs.</summary>
    /// <value>0 (default): none.</value>
    public int WarmupEpochs { get; init; }

    /// <summary>Gets the rate at the first warm-up step.</summary>
    /// <value>0.001 (default).</value>
    public double WarmupStart { get; init; } = 0.001;

    /// <inheritdoc/>
    public double At(long step)
    {
        long epoch = (step / StepsPerEpoch) + 1;
        if (epoch > WarmupEpochs)
        {
            return AtEpoch(Math.Min(epoch, Epochs));
        }

        double end = Cosine ? AtEpoch(WarmupEpochs) : Rate;
        return WarmupStart + ((end - WarmupStart) * step / ((double)WarmupEpochs * StepsPerEpoch));
    }

    private double AtEpoch(long epoch)
    {
        if (Cosine)
        {
            double end = Rate * Math.Pow(DecayFactor, 3);
            return end + ((Rate - end) * (1 + Math.Cos(Math.PI * epoch / Epochs)) / 2);
        }

        return Rate * Math.Pow(DecayFactor, Milestones.Count(milestone => epoch > milestone));
    }
}
