using Histo.Ssl.Schedules;

namespace Histo.Ssl.Objectives;

/// <summary>The weight of the intra and inter terms of SSLP.</summary>
internal static class RampWeight
{
    /// <param name="moment">Where the run stands.</param>
    /// <param name="epochs">Length in epochs; 0 for none.</param>
    /// <param name="share">Length as a share of the run; null, or a run of unknown length: <paramref name="epochs"/>.</param>
    public static double At(TrainingMoment moment, int epochs, double? share)
    {
        (double length, long now) = share is { } part && moment.Steps > 0 ? (moment.StepsOf(part), moment.Step) : (epochs, moment.Epoch);
        return length > 0 ? new GaussianRamp(length).At(now) : 1;
    }
}
