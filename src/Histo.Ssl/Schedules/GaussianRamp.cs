namespace Histo.Ssl.Schedules;

/// <summary>A ramp from near 0 to 1: exp(-5 (1 - min(e, L)/L)^2).</summary>
/// <param name="Length">L: the step or epoch from which the value is 1.</param>
/// <remarks>Source: HHHedo/SGCL openselfsup/models/spatialcl.py, forward_train, where e counts epochs and L is 10.</remarks>
public sealed record GaussianRamp(double Length) : ISchedule
{
    /// <inheritdoc/>
    public double At(long step)
    {
        double rest = 1 - (Math.Min(step, Length) / Length);
        return Math.Exp(-5 * rest * rest);
    }
}
