namespace Histo.Ssl.Schedules;

/// <summary>A value that depends on the training step alone: learning rate, weight decay, momentum, temperature.</summary>
public interface ISchedule
{
    /// <summary>Returns the value at a step.</summary>
    /// <param name="step">0-based; steps beyond the end give the last value.</param>
    double At(long step);
}
