namespace Histo.Ssl.Mil.Explanation;

/// <summary>How scores become places on a colour scale, 0 to 1.</summary>
public enum ScoreScaling
{
    /// <summary>Percentile rank within the slide by 100: shows the order of the tiles, not how far they are apart.</summary>
    Percentile = 1,

    /// <summary>Score by the largest score of the slide: shows how concentrated the attention is.</summary>
    RelativeToMaximum = 2,
}
