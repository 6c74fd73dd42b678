using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Histo.Ssl.Randomness;

/// <summary>The counter-based generator Philox 4x32-10: a pure function of a 128-bit counter and a 64-bit key.</summary>
/// <remarks>
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; checked against the
/// known-answer vectors published with the paper's software.
/// </remarks>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>Returns the four 32-bit words that belong to a counter and a key.</summary>
    /// <param name="c0">Counter word 0 (least significant).</param>
    /// <param name="c1">Counter word 1.</param>
    /// <param name="c2">Counter word 2.</param>
    /// <param name="c3">Counter word 3.</param>
    /// <param name="k0">Key word 0.</param>
    /// <param name="k1">Key word 1.</param>
    public static (uint X0, uint X1, uint X2, uint X3) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0, p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>Computes the blocks of consecutive second counter words, four at a time where the processor can.</summary>
    /// <param name="c0">Counter word 0.</param>
    /// <param name="firstC1">Counter word 1 of the first block; it counts up from block to block.</param>
    /// <param name="c2">Counter word 2.</param>
    /// <param name="c3">Counter word 3.</param>
    /// <param name="k0">Key word 0.</param>
    /// <param name="k1">Key word 1.</param>
    /// <param name="blocks">Receives words 0 and 1 of each block, then words 2 and 3, the earlier word in the lower half.</param>
    internal static void Blocks(uint c0, uint firstC1, uint c2, uint c3, uint k0, uint k1, Span<(ulong Low, ulong High)> blocks)
    {
        int done = 0;
        if (Avx2.IsSupported)
        {
            for (; done + Vector256<ulong>.Count <= blocks.Length; done += Vector256<ulong>.Count)
            {
                Four(c0, firstC1 + (uint)done, c2, c3, k0, k1, blocks[done..]);
            }
        }

        for (; done < blocks.Length; done++)
        {
            (uint x0, uint x1, uint x2, uint x3) = Block(c0, firstC1 + (uint)done, c2, c3, k0, k1);
            blocks[done] = (x0 | ((ulong)x1 << 32), x2 | ((ulong)x3 << 32));
        }
    }

    // Words live in the lower halves of 64-bit lanes; what is left in the upper halves never reaches a product.
    private static void Four(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, Span<(ulong Low, ulong High)> blocks)
    {
        Vector256<uint> multiplier0 = Vector256.Create((ulong)Multiplier0).AsUInt32(), multiplier1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        Vector256<ulong> x0 = Vector256.Create((ulong)c0), x1 = Vector256.Create((ulong)c1, c1 + 1, c1 + 2, c1 + 3), x2 = Vector256.Create((ulong)c2), x3 = Vector256.Create((ulong)c3);
        for (int round = 0; round < 10; round++)
        {
            Vector256<ulong> p0 = Avx2.Multiply(x0.AsUInt32(), multiplier0), p1 = Avx2.Multiply(x2.AsUInt32(), multiplier1);
            (x0, x1, x2, x3) = ((p1 >>> 32) ^ x1 ^ Vector256.Create((ulong)k0), p1, (p0 >>> 32) ^ x3 ^ Vector256.Create((ulong)k1), p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        Vector256<ulong> lower = Vector256.Create((ulong)uint.MaxValue), low = (x0 & lower) | (x1 << 32), high = (x2 & lower) | (x3 << 32);
        for (int lane = 0; lane < Vector256<ulong>.Count; lane++)
        {
            blocks[lane] = (low[lane], high[lane]);
        }
    }
}
