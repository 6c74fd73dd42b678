namespace Histo.Ssl.Randomness;

/// <summary>A random order of 0 .. Count-1 that is computed element by element and needs no memory.</summary>
/// <remarks>
/// A six-round Feistel network over the next even power of two, 256 at least, walked until the value lies in range; the rounds are Philox blocks, so the order is a
/// pure function of (seed, epoch). Any element can be asked for at once, which makes resuming in the middle of an epoch of 100 million tiles free.
/// Source: J. Black, P. Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002 (cycle walking).
/// </remarks>
public readonly struct Permutation
{
    private readonly ulong _seed;
    private readonly long _epoch;
    private readonly int _halfBits;

    /// <summary>Creates the order of one epoch.</summary>
    /// <param name="count">Number of elements, 1 or more.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="epoch">Epoch, 0 or more.</param>
    public Permutation(int count, ulong seed, long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Count = count;
        _seed = seed;
        _epoch = epoch;
        int bits = 8;
        while (bits < 32 && (1L << bits) < count)
        {
            bits += 2;
        }

        _halfBits = bits / 2;
    }

    /// <summary>Gets the number of elements.</summary>
    public int Count { get; }

    /// <summary>Gets the element at a position of the order.</summary>
    /// <param name="position">0 to <see cref="Count"/> - 1.</param>
    public int this[int position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Count);
            uint value = (uint)position;
            do
            {
                value = Encrypt(value);
            }
            while (value >= (uint)Count);

            return (int)value;
        }
    }

    private uint Encrypt(uint value)
    {
        uint mask = (1u << _halfBits) - 1, left = value >> _halfBits, right = value & mask;
        for (uint round = 0; round < 6; round++)
        {
            (uint mixed, _, _, _) = Philox.Block(
                right | (round << 24),
                (uint)RandomSlot.AnchorOrder << 16,
                (uint)(ulong)_epoch,
                (uint)((ulong)_epoch >> 32),
                (uint)_seed,
                (uint)(_seed >> 32));
            (left, right) = (right, left ^ (mixed & mask));
        }

        return (left << _halfBits) | right;
    }
}
