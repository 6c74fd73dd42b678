using System.Globalization;
using Histo.Ssl.Schedules;

namespace Histo.Ssl.Pairs;

/// <summary>SSLP's three relations as pairs for any objective: the anchor itself, a neighbour on the slide, a neighbour in feature space.</summary>
/// <remarks>
/// With w(step) the ramp of SSLP's loss, the shares are self 1 / (1 + 2w), intra and inter w / (1 + 2w) each: a reconstruction that turns the weights of the loss's terms into shares of pairs.
/// Source of the ramp: HHHedo/SGCL b40f1d8, openselfsup/models/spatialcl.py: SpatialCL.forward_train.
/// </remarks>
public static class SslpPairSampler
{
    /// <summary>Creates the mixture.</summary>
    /// <param name="intra">Draws neighbours on the slide.</param>
    /// <param name="inter">Draws neighbours in feature space.</param>
    /// <param name="rampSteps">Batches until intra and inter pairs have their full share of 2/3; 0: from the start.</param>
    public static ScheduledMixturePairSampler Create(IPositivePairSampler intra, IPositivePairSampler inter, long rampSteps)
    {
        ArgumentNullException.ThrowIfNull(intra);
        ArgumentNullException.ThrowIfNull(inter);
        ArgumentOutOfRangeException.ThrowIfNegative(rampSteps);
        ISchedule ramp = rampSteps == 0 ? new ConstantSchedule(1) : new GaussianRamp(rampSteps);
        return new ScheduledMixturePairSampler(
            string.Create(CultureInfo.InvariantCulture, $"sslp ramp={rampSteps} (self + {intra.Description} + {inter.Description})"),
            new ScheduledMixtureMember(new ConstantSchedule(1), new AugmentationPairSampler()),
            new ScheduledMixtureMember(ramp, intra),
            new ScheduledMixtureMember(ramp, inter));
    }
}
