using Histo.Ssl.Features;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Reports;

/// <summary>Chooses query tiles and finds their nearest tiles by cosine.</summary>
internal static class NeighbourSearch
{
    public static IReadOnlyList<NeighbourPanel> Find(EmbeddingSet set, IReadOnlyList<string?> labels, NeighbourPanelOptions options, CancellationToken cancellation)
    {
        double[] norms = new double[set.Count];
        for (int row = 0; row < norms.Length; row++)
        {
            norms[row] = Math.Sqrt(Dot(set.Feature(row), set.Feature(row)));
        }

        int[] queries = Queries(set, labels, options);
        var panels = new NeighbourPanel[queries.Length];
        Parallel.For(0, queries.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            int query = queries[i];
            panels[i] = new NeighbourPanel(
                query,
                Nearest(set, norms, query, options.Neighbours, row => set.SlideOf(row).Group != set.SlideOf(query).Group),
                Nearest(set, norms, query, options.SameSlideNeighbours, row => row != query && set.SlideIndex[row] == set.SlideIndex[query]));
        });
        return panels;
    }

    /// <summary>Queries take turns over the classes (tiles without one only where there are no others), and within a class over the slides.</summary>
    public static int[] Queries(EmbeddingSet set, IReadOnlyList<string?> labels, NeighbourPanelOptions options)
    {
        bool any = labels.Any(label => label is not null);
        Queue<int>[] turns =
        [
            .. Enumerable.Range(0, set.Count).Where(row => !any || labels[row] is not null).GroupBy(row => labels[row] ?? string.Empty, StringComparer.Ordinal).OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select((own, index) => OverSlides(set, [.. own], options.Seed, index)),
        ];
        var queries = new List<int>();
        while (queries.Count < options.Queries && Array.Exists(turns, turn => turn.Count > 0))
        {
            queries.AddRange(turns.Where(turn => turn.Count > 0).Take(options.Queries - queries.Count).Select(turn => turn.Dequeue()));
        }

        return [.. queries];
    }

    // A tile of each slide, then a second one of each. Classes begin at different slides.
    private static Queue<int> OverSlides(EmbeddingSet set, int[] rows, ulong seed, int index)
    {
        new CounterRandom(seed, 3, index, RandomSlot.Evaluation).Shuffle(rows.AsSpan());
        return new Queue<int>(rows.GroupBy(row => set.SlideIndex[row]).OrderBy(each => (each.Key + set.Slides.Count - (index % set.Slides.Count)) % set.Slides.Count)
            .SelectMany((own, place) => own.Select((row, turn) => (row, turn, place))).OrderBy(each => each.turn).ThenBy(each => each.place).Select(each => each.row));
    }

    private static List<NeighbourTile> Nearest(EmbeddingSet set, double[] norms, int query, int count, Func<int, bool> counts)
    {
        var nearest = new List<NeighbourTile>(count + 1);
        for (int row = 0; row < set.Count && count > 0; row++)
        {
            if (!counts(row))
            {
                continue;
            }

            double product = norms[row] * norms[query], cosine = product > 0 ? Dot(set.Feature(row), set.Feature(query)) / product : 0;
            if (nearest.Count == count && !(cosine > nearest[^1].Cosine))
            {
                continue;
            }

            int place = nearest.Count;
            for (; place > 0 && cosine > nearest[place - 1].Cosine; place--)
            {
            }

            nearest.Insert(place, new NeighbourTile(row, cosine));
            if (nearest.Count > count)
            {
                nearest.RemoveAt(count);
            }
        }

        return nearest;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int d = 0; d < a.Length; d++)
        {
            sum += (double)a[d] * b[d];
        }

        return sum;
    }
}
