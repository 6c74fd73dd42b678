namespace Histo.Ssl.Objectives;

/// <summary>How likely <see cref="BetaRanks"/> takes a rank among the most similar rows.</summary>
public enum RankDensity
{
    /// <summary>
    /// As the authors' code: a histogram of a million draws of Beta(5, 15) with 100 bins between the smallest and the greatest draw, stretched over the ranks. Here the expected histogram takes the place of a drawn
    /// one. The stretch makes the greatest draw (about 0.76), not 1, the last rank: the peak lies at 0.25 of the ranks.
    /// </summary>
    StretchedHistogram,

    /// <summary>The density of Beta(5, 15) over the ranks as a share of all: the peak lies at 0.22. What the name promises; not the authors' code.</summary>
    Beta,
}
