using Histo.Ssl.Randomness;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>How DTFD splits a bag into pseudo-bags.</summary>
internal static class DtfdGroups
{
    /// <summary>Draws groups of nearly equal size from a random order; the first ones hold one instance more where the number does not divide.</summary>
    /// <param name="instances">Number of instances N.</param>
    /// <param name="groups">Number of groups wanted; min(groups, N) are made, so that none is empty.</param>
    /// <param name="draw">Where the order comes from.</param>
    public static long[][] Draw(int instances, int groups, BagDraw draw)
    {
        // A stream is too short to shuffle a large bag: it seeds an order that is computed element by element.
        CounterRandom random = draw.Open(RandomSlot.BagGroups);
        var order = new Permutation(instances, random.NextUInt64(), 0);
        int made = Math.Min(groups, instances), start = 0;
        var drawn = new long[made][];
        for (int g = 0; g < made; g++)
        {
            int from = start, size = (instances / made) + (g < instances % made ? 1 : 0);
            drawn[g] = [.. Enumerable.Range(from, size).Select(position => (long)order[position])];
            start += size;
        }

        return drawn;
    }

    /// <summary>Checks groups that a caller gave.</summary>
    /// <exception cref="HistoException">HS2020: a group is empty, or an instance is in none or in several.</exception>
    public static void Require(IReadOnlyList<long[]> groups, int instances, string bag)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var seen = new bool[instances];
        foreach (long member in groups.SelectMany(group => group))
        {
            if (member < 0 || member >= instances || seen[member])
            {
                throw Wrong($"instance {member} a second time or out of range");
            }

            seen[member] = true;
        }

        if (groups.Any(group => group.Length == 0) || seen.Contains(false))
        {
            throw Wrong(seen.Contains(false) ? $"instance {Array.IndexOf(seen, false)} in no group" : "an empty group");
        }

        HistoException Wrong(string what) =>
            new(ErrorCodes.BadPseudoBags, "the groups do not split the bag", bag, what, $"each of 0 to {instances - 1} in exactly one group", "Leave the groups out to have them drawn.");
    }
}
