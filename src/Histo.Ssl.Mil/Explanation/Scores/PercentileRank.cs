namespace Histo.Ssl.Mil.Explanation;

/// <summary>Replaces scores by their percentile rank, 0 to 100: how many of the others they exceed.</summary>
/// <remarks>Makes heatmaps of different slides and models comparable, at the price of the sizes: a slide without anything to see gets its hottest tile too. Invariant under strictly increasing transforms of the scores.</remarks>
public static class PercentileRank
{
    /// <summary>Ranks scores among themselves: 100 times the mean rank (1 to N, ties share it) by N.</summary>
    /// <param name="scores">N scores in any order.</param>
    /// <returns>N ranks above 0, up to 100; N = 1 gives 100, N equal scores give 50 (N + 1) / N.</returns>
    /// <exception cref="HistoException">HS1809: a score is not a number.</exception>
    /// <remarks>Source: CLAM 53e2409, vis_utils/heatmap_utils.py score2percentile; wsi_core/wsi_utils.py to_percentiles (SciPy's rankdata, average).</remarks>
    public static double[] Of(ReadOnlySpan<double> scores) => Of(scores, scores);

    /// <summary>Ranks scores within other scores: the non-overlapping tiles of the slide, when overlapping ones are shown.</summary>
    /// <param name="scores">Scores in any order.</param>
    /// <param name="reference">M scores to be ranked among, 1 or more unless there is no score.</param>
    /// <returns>
    /// A rank a score, 0 to 100: 100 (b + (t + 1) / 2) / M for a score that t of the reference equal and b are below; 100 b / M for a score that is not in the reference.
    /// </returns>
    /// <exception cref="HistoException">HS1809: a score is not a number. HS2060: the reference is empty.</exception>
    /// <remarks>Source: CLAM 53e2409, vis_utils/heatmap_utils.py score2percentile (SciPy's percentileofscore, kind "rank").</remarks>
    public static double[] Of(ReadOnlySpan<double> scores, ReadOnlySpan<double> reference)
    {
        double[] sorted = reference.ToArray();
        TileScores.RequireNumbers(scores);
        TileScores.RequireNumbers(sorted);
        if (sorted.Length == 0 && scores.Length > 0)
        {
            throw new HistoException(ErrorCodes.ScoresMismatch, "ranks need scores to be ranked among", seen: 0, wanted: "1 or more");
        }

        Array.Sort(sorted);
        var ranks = new double[scores.Length];
        for (int i = 0; i < ranks.Length; i++)
        {
            int below = FirstNotBelow(sorted, scores[i]), upTo = FirstAbove(sorted, scores[i]);
            ranks[i] = (below + upTo + (upTo > below ? 1 : 0)) * 50.0 / sorted.Length;
        }

        return ranks;
    }

    private static int FirstNotBelow(double[] sorted, double score)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] < score ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static int FirstAbove(double[] sorted, double score)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] <= score ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
