namespace Histo.Ssl.Mil.Explanation;

/// <summary>Applies and names the scalings.</summary>
public static class ScoreScalingRules
{
    /// <summary>Scales the scores of a slide.</summary>
    /// <param name="scaling">How.</param>
    /// <param name="scores">One score of 0 or more a tile; in any unit.</param>
    /// <returns>As many numbers from 0 to 1. Relative to the maximum, all are 0 where no score is above 0, and negative scores count as 0.</returns>
    /// <exception cref="HistoException">HS1809: a score is not a number.</exception>
    public static double[] Apply(this ScoreScaling scaling, ReadOnlySpan<double> scores)
    {
        double[] scaled = scaling == ScoreScaling.Percentile ? PercentileRank.Of(scores) : scores.ToArray();
        TileScores.RequireNumbers(scaled);
        double largest = scaling == ScoreScaling.Percentile ? 100 : scaled.DefaultIfEmpty(0).Max();
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = largest > 0 ? Math.Max(0, scaled[i] / largest) : 0;
        }

        return scaled;
    }

    /// <summary>Returns what stands beside a colour scale.</summary>
    /// <param name="scaling">How scores were scaled.</param>
    public static string Title(this ScoreScaling scaling) => scaling == ScoreScaling.Percentile ? "Attention, percentile of the slide" : "Attention, share of the maximum";

    /// <summary>Returns the scaling of a name: "percentile" or "raw".</summary>
    /// <param name="name">The name, in any case.</param>
    /// <exception cref="HistoException">HS0001: there is no such scaling.</exception>
    public static ScoreScaling Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToUpperInvariant() switch
        {
            "PERCENTILE" => ScoreScaling.Percentile,
            "RAW" => ScoreScaling.RelativeToMaximum,
            _ => throw new HistoException(ErrorCodes.InvalidOption, "there is no such scaling", seen: name, wanted: "percentile, raw"),
        };
    }
}
