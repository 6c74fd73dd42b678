namespace Histo.Ssl.Schedules;

/// <summary>A straight line from one value to another, both ends included, then constant.</summary>
/// <param name="Start">Value at step 0.</param>
/// <param name="End">Value at step <paramref name="Steps"/> - 1 and after.</param>
/// <param name="Steps">Number of steps on the line; 0 for none.</param>
/// <remarks>Source: the teacher temperature of facebookresearch/dino main_dino.py DINOLoss and facebookresearch/dinov2 train/train.py build_schedulers.</remarks>
public sealed record LinearSchedule(double Start, double End, long Steps) : ISchedule
{
    /// <inheritdoc/>
    public double At(long step) => step >= Steps ? End : Start + ((End - Start) * step / Math.Max(1, Steps - 1));
}
