using Histo.Ssl.Randomness;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Where the random choices of a pass come from: masks, groups and dropped instances are a function of (seed, step, sample).</summary>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Step">Training step, or number of the pass.</param>
/// <param name="Sample">Number of the bag within the step.</param>
public readonly record struct BagDraw(ulong Seed, long Step = 0, int Sample = 0)
{
    /// <summary>Opens the stream of one purpose.</summary>
    /// <param name="slot">What the numbers are for.</param>
    public CounterRandom Open(RandomSlot slot) => new(Seed, Step, Sample, slot);
}
