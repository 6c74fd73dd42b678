using Histo.Ssl.Randomness;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Which instances are hidden.</summary>
internal static class SrmilMask
{
    /// <summary>Number of hidden instances: the product in float64, truncated, as the published code counts. For N = 90 and 0.7 that is 62.</summary>
    public static int Count(double rate, int instances) => (int)(rate * instances);

    /// <summary>Draws them: a uniform subset, in ascending order.</summary>
    public static long[] Draw(double rate, int instances, BagDraw draw)
    {
        int count = Count(rate, instances);
        if (count == 0)
        {
            return [];
        }

        var order = new Permutation(instances, draw.Open(RandomSlot.BagMask).NextUInt64(), 0);
        long[] chosen = new long[count];
        for (int i = 0; i < count; i++)
        {
            chosen[i] = order[i];
        }

        Array.Sort(chosen);
        return chosen;
    }
}
