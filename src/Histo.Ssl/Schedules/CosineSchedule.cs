namespace Histo.Ssl.Schedules;

/// <summary>Optional freeze at zero, linear warm-up, then half a cosine from one value to another.</summary>
/// <remarks>
/// With n = TotalSteps - WarmupSteps - FreezeSteps and i counted from the end of the warm-up: Final + (Base - Final)/2 (1 + cos(pi i / n)), afterwards Final.
/// The official codes differ by one step in two places, both of which are members here; the presets of the recipes set them:
/// DINO and DINOv2 warm up over both ends (the base value comes twice), BYOL, Barlow Twins, VICReg and MoCo v3 do not; lightly divides by n - 1.
/// Source: facebookresearch/dinov2 utils/utils.py CosineScheduler; facebookresearch/barlowtwins main.py adjust_learning_rate; deepmind-research byol/utils/schedules.py.
/// </remarks>
public sealed record CosineSchedule : ISchedule
{
    /// <summary>Gets the value at the end of the warm-up.</summary>
    public required double Base { get; init; }

    /// <summary>Gets the value at and after the last step.</summary>
    public required double Final { get; init; }

    /// <summary>Gets the number of steps, freeze and warm-up included.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Gets the number of warm-up steps.</summary>
    /// <value>0 (default): none.</value>
    public long WarmupSteps { get; init; }

    /// <summary>Gets the value at the first warm-up step.</summary>
    /// <value>0 (default).</value>
    public double WarmupStart { get; init; }

    /// <summary>Gets whether the last warm-up step already has the base value.</summary>
    /// <value>False (default): the first step after the warm-up is the first with the base value.</value>
    public bool WarmupIncludesEnd { get; init; }

    /// <summary>Gets the number of steps at the beginning during which the value is 0.</summary>
    /// <value>0 (default): none.</value>
    public long FreezeSteps { get; init; }

    /// <summary>Gets whether the last step has exactly the final value.</summary>
    /// <value>False (default): the step after the last has it. True: divide by n - 1 as lightly does.</value>
    public bool IncludeEnd { get; init; }

    /// <inheritdoc/>
    public double At(long step)
    {
        long warm = step - FreezeSteps, cosine = warm - WarmupSteps, length = TotalSteps - WarmupSteps - FreezeSteps;
        if (warm < 0)
        {
            return 0;
        }

        if (cosine < 0)
        {
            double span = WarmupIncludesEnd ? Math.Max(1, WarmupSteps - 1) : WarmupSteps;
            return WarmupStart + ((Base - WarmupStart) * warm / span);
        }

        if (cosine >= length)
        {
            return Final;
        }

        double phase = (double)cosine / (IncludeEnd ? Math.Max(1, length - 1) : length);
        return Final + ((Base - Final) / 2 * (1 + Math.Cos(Math.PI * phase)));
    }
}
