using Histo.Ssl.Pairs;

namespace Histo.Ssl.Evaluation;

/// <summary>How far positives may be drawn from.</summary>
/// <param name="Distance">The largest distance under the bound, in strides; null where none can be recommended.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record PurityRecommendation(int? Distance, string Reason)
{
    /// <summary>Returns settings for <see cref="SpatialPairSampler"/> with this radius.</summary>
    /// <exception cref="HistoException">HS1881: nothing is recommended.</exception>
    public SpatialPairOptions ToPairOptions() => Distance is { } distance
        ? new SpatialPairOptions { MaxDistance = distance }
        : throw new HistoException(ErrorCodes.NoRecommendation, "no distance is recommended", seen: Reason, action: "Choose MaxDistance yourself, raise the bound, or label more slides.");
}
