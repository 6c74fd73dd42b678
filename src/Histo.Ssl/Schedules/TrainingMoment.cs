namespace Histo.Ssl.Schedules;

/// <summary>Where a run stands: what schedules inside objectives depend on.</summary>
/// <param name="Step">Optimiser step, 0-based.</param>
/// <param name="Steps">Optimiser steps of the whole run; 0 when it is not known.</param>
/// <param name="Epoch">Pass over the anchors, 0-based.</param>
public readonly record struct TrainingMoment(long Step, long Steps, long Epoch)
{
    /// <summary>Returns the number of steps that a share of the run has, rounded.</summary>
    /// <param name="share">0 to 1.</param>
    public long StepsOf(double share) => (long)Math.Round(Steps * share);
}
