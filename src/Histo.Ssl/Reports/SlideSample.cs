using Histo.Ssl.Features;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Reports;

/// <summary>Draws tiles of an embedding set so that every slide has as many as the others, or all that it has.</summary>
internal static class SlideSample
{
    /// <returns>Rows of the set, ascending.</returns>
    public static int[] Draw(EmbeddingSet set, int most, ulong seed)
    {
        int[][] slides = [.. Enumerable.Range(0, set.Count).GroupBy(row => set.SlideIndex[row]).Select(each => each.ToArray()).OrderBy(each => each.Length).ThenBy(each => set.SlideIndex[each[0]])];
        var drawn = new List<int>(Math.Min(most, set.Count));
        for (int i = 0; i < slides.Length; i++)
        {
            int share = Math.Min(slides[i].Length, (most - drawn.Count) / (slides.Length - i));
            new CounterRandom(seed, 2, set.SlideIndex[slides[i][0]], RandomSlot.Evaluation).Shuffle(slides[i].AsSpan());
            drawn.AddRange(slides[i].AsSpan(0, share));
        }

        drawn.Sort();
        return [.. drawn];
    }
}
