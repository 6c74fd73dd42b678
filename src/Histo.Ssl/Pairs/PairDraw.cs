using Histo.Ssl.Randomness;

namespace Histo.Ssl.Pairs;

/// <summary>Where in a run a draw takes place; with the row it fixes every random number of the draw.</summary>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Step">Training step, 0-based.</param>
public readonly record struct PairDraw(ulong Seed, long Step)
{
    /// <summary>Opens the random stream of one row.</summary>
    /// <param name="row">Row of the anchor in the batch.</param>
    /// <param name="slot">What the numbers are for.</param>
    public CounterRandom Stream(int row, RandomSlot slot = RandomSlot.Pair) => new(Seed, Step, row, slot);

    /// <summary>Opens the streams of consecutive rows at once.</summary>
    internal void Streams(int firstRow, Span<CounterRandom> streams) => CounterRandom.Open(Seed, Step, firstRow, RandomSlot.Pair, streams);

    /// <summary>Returns a draw with streams of its own, for a sampler inside another one: without it both would use the same numbers.</summary>
    /// <param name="member">Which member of the combination, 1 or more.</param>
    public PairDraw Fork(int member)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(member);
        (uint low, uint high, _, _) = Philox.Block((uint)RandomSlot.Mixture << 16, (uint)member, uint.MaxValue, uint.MaxValue, (uint)Seed, (uint)(Seed >> 32));
        return this with { Seed = low | ((ulong)high << 32) };
    }
}
