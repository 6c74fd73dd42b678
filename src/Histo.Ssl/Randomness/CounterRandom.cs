namespace Histo.Ssl.Randomness;

/// <summary>A stream of random numbers that is a pure function of (seed, step, sample, slot).</summary>
/// <remarks>
/// A mutable struct: pass it by <c>ref</c>. Two streams with different coordinates never share a block, whatever is drawn from them, so results
/// depend neither on threads nor on the order in which samples are handled. A stream holds 4 x 2^16 numbers; drawing more wraps to its start.
/// Layout of the Philox counter: word 0 = block (16 bit) and slot (16 bit), word 1 = sample, words 2 and 3 = step; the key is the seed.
/// </remarks>
public struct CounterRandom
{
    private readonly uint _slot, _sample, _step0, _step1, _key0, _key1;
    private uint _block;
    private int _left;
    private uint _x0, _x1, _x2, _x3;

    /// <summary>Opens the stream at (seed, step, sample, slot).</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Training step, epoch or any other outer counter; 0 or more.</param>
    /// <param name="sample">Row in the batch, tile index or any other inner counter; 0 or more.</param>
    /// <param name="slot">What the numbers are for; see <see cref="RandomSlot"/>.</param>
    public CounterRandom(ulong seed, long step, int sample, RandomSlot slot)
    {
        _slot = (ushort)slot;
        _sample = (uint)sample;
        _step0 = (uint)(ulong)step;
        _step1 = (uint)((ulong)step >> 32);
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
    }

    /// <summary>Opens the streams of consecutive samples, their first numbers at hand: the same streams as one by one, faster.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="step">Outer counter.</param>
    /// <param name="firstSample">Inner counter of the first stream.</param>
    /// <param name="slot">What the numbers are for.</param>
    /// <param name="streams">Receives the streams.</param>
    internal static void Open(ulong seed, long step, int firstSample, RandomSlot slot, Span<CounterRandom> streams)
    {
        const int Group = 32;
        Span<(ulong Low, ulong High)> blocks = stackalloc (ulong, ulong)[Group];
        for (int start = 0; start < streams.Length; start += Group)
        {
            Span<CounterRandom> group = streams.Slice(start, Math.Min(Group, streams.Length - start));
            Philox.Blocks((uint)(ushort)slot << 16, (uint)(firstSample + start), (uint)(ulong)step, (uint)((ulong)step >> 32), (uint)seed, (uint)(seed >> 32), blocks[..group.Length]);
            for (int i = 0; i < group.Length; i++)
            {
                (ulong low, ulong high) = blocks[i];
                group[i] = new CounterRandom(seed, step, firstSample + start + i, slot) { _x0 = (uint)low, _x1 = (uint)(low >> 32), _x2 = (uint)high, _x3 = (uint)(high >> 32), _left = 4, _block = 1 };
            }
        }
    }

    /// <summary>Returns 32 random bits.</summary>
    public uint NextUInt32()
    {
        switch (_left)
        {
            case 4:
                _left = 3;
                return _x0;
            case 3:
                _left = 2;
                return _x1;
            case 2:
                _left = 1;
                return _x2;
            case 1:
                _left = 0;
                return _x3;
            default:
                (uint x0, _x1, _x2, _x3) = Philox.Block((_block & 0xFFFF) | (_slot << 16), _sample, _step0, _step1, _key0, _key1);
                _block++;
                _left = 3;
                return x0;
        }
    }

    /// <summary>Returns 64 random bits.</summary>
    public ulong NextUInt64() => NextUInt32() | ((ulong)NextUInt32() << 32);

    /// <summary>Returns a number in [0, 1) with 24 random bits.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Returns a number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Returns a number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end.</param>
    public float Uniform(float low, float high) => low + ((high - low) * NextSingle());

    /// <summary>Returns true with the given probability.</summary>
    /// <param name="probability">0 (never) to 1 (always).</param>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Returns a standard normal number (Box-Muller).</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Returns a whole number in [0, <paramref name="bound"/>), exactly uniform.</summary>
    /// <param name="bound">1 or more.</param>
    /// <remarks>Source: D. Lemire, "Fast random integer generation in an interval", 2019.</remarks>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint threshold = (uint)-bound % (uint)bound;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * (uint)bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Puts the items into a uniformly random order.</summary>
    /// <typeparam name="T">Type of an item.</typeparam>
    /// <param name="items">Items, shuffled in place.</param>
    /// <remarks>For more than about 100,000 items use <see cref="Permutation"/>: a stream is not long enough.</remarks>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
