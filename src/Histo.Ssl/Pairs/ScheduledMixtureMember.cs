using Histo.Ssl.Schedules;

namespace Histo.Ssl.Pairs;

/// <summary>A part of a <see cref="ScheduledMixturePairSampler"/>.</summary>
/// <param name="Weight">Its share before normalisation at each step (batch); 0 or more.</param>
/// <param name="Sampler">What it draws.</param>
public sealed record ScheduledMixtureMember(ISchedule Weight, IPositivePairSampler Sampler);
