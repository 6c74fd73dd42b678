namespace Histo.Ssl.Evaluation;

/// <summary>Harrell's concordance index: how often the patient with the higher risk had the event first.</summary>
/// <remarks>
/// A pair counts when it is known who had the event first: the earlier time is an event, or the times are equal and one of the two is an event
/// (who is censored at that time lived longer). Two events at the same time do not count. Equal risks are worth one half. In n log n.
/// Source: F. Harrell et al., JAMA 247, 1982; ties as scikit-survival's concordance_index_censored, but with exact equality.
/// </remarks>
public static class ConcordanceIndex
{
    /// <summary>Returns the share of comparable pairs in the right order, 0 to 1; null when no pair is comparable.</summary>
    /// <param name="times">Time to the event or to the end of follow-up, finite, 0 or more.</param>
    /// <param name="events">True for an event, false for a censored time.</param>
    /// <param name="risks">Predicted risks: larger means earlier.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ. HS1871: a time or a risk is not finite, or a time is negative.</exception>
    public static double? Of(ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<double> risks)
    {
        Require(times, events, risks);
        int[] rank = Ranks(risks);
        double[] keys = times.ToArray();
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        var later = new FenwickTree(rank.Length);
        long pairs = 0, right = 0, tied = 0;
        for (int end = order.Length; end > 0;)
        {
            int first = end - 1;
            for (; first > 0 && keys[first - 1] == keys[end - 1]; first--)
            {
            }

            ReadOnlySpan<int> together = order.AsSpan(first, end - first);
            Add(together, events, rank, later, ofEvents: false);
            foreach (int i in together)
            {
                if (events[i])
                {
                    long below = later.Before(rank[i]);
                    pairs += later.Before(rank.Length);
                    right += below;
                    tied += later.Before(rank[i] + 1) - below;
                }
            }

            Add(together, events, rank, later, ofEvents: true);
            end = first;
        }

        return pairs == 0 ? null : (right + (0.5 * tied)) / pairs;
    }

    private static void Add(ReadOnlySpan<int> members, ReadOnlySpan<bool> events, int[] rank, FenwickTree tree, bool ofEvents)
    {
        foreach (int i in members)
        {
            if (events[i] == ofEvents)
            {
                tree.Add(rank[i]);
            }
        }
    }

    private static int[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = [.. values.ToArray().Distinct()];
        Array.Sort(sorted);
        var ranks = new int[values.Length];
        for (int i = 0; i < ranks.Length; i++)
        {
            ranks[i] = Array.BinarySearch(sorted, values[i]);
        }

        return ranks;
    }

    private static void Require(ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<double> risks)
    {
        if (events.Length != times.Length || risks.Length != times.Length)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one event and one risk a time", seen: $"{events.Length} events, {risks.Length} risks", wanted: times.Length);
        }

        for (int i = 0; i < times.Length; i++)
        {
            if (!double.IsFinite(times[i]) || times[i] < 0 || !double.IsFinite(risks[i]))
            {
                throw new HistoException(ErrorCodes.BadSurvival, $"sample {i} cannot be ordered", seen: FormattableString.Invariant($"time {times[i]}, risk {risks[i]}"), wanted: "a finite time of 0 or more and a finite risk", action: "Leave the sample out, or correct its follow-up.");
            }
        }
    }
}
