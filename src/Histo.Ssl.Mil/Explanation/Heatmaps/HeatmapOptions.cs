namespace Histo.Ssl.Mil.Explanation;

/// <summary>How a heatmap is drawn.</summary>
public sealed record HeatmapOptions
{
    /// <summary>Gets the longest side of the picture in pixels, without the legend: 16 to 8192. Memory follows its square: about 25 bytes a pixel.</summary>
    /// <value>1600 (default).</value>
    public int LongestSide { get; init; } = 1600;

    /// <summary>Gets how scores become places on the colour scale.</summary>
    /// <value><see cref="ScoreScaling.Percentile"/> (default).</value>
    public ScoreScaling Scaling { get; init; } = ScoreScaling.Percentile;

    /// <summary>Gets the colours.</summary>
    /// <value>Null (default): diverging for percentiles, sequential for shares of the maximum.</value>
    public ColourMap? Colours { get; init; }

    /// <summary>Gets how much of the colour is mixed in where tiles lie over a slide, 0 to 1; 1 without a slide.</summary>
    /// <value>0.5 (default). CLAM's is 0.4.</value>
    public double Opacity { get; init; } = 0.5;

    /// <summary>Gets the standard deviation of the blur in tile widths, 0 to 10.</summary>
    /// <value>0 (default): every tile shows its own score.</value>
    public double Blur { get; init; }

    /// <summary>Gets whether a strip with the colour scale and what it means stands below.</summary>
    /// <value>True (default).</value>
    public bool Legend { get; init; } = true;

    /// <summary>Gets what is explained, for the legend: the class.</summary>
    /// <value>Empty (default).</value>
    public string Title { get; init; } = string.Empty;

    internal ColourMap Map => Colours ?? (Scaling == ScoreScaling.Percentile ? ColourMap.Diverging : ColourMap.Sequential);

    /// <exception cref="HistoException">HS0001: a setting lies outside its range.</exception>
    internal HeatmapOptions Checked()
    {
        Require(LongestSide is >= 16 and <= 8192, nameof(LongestSide), LongestSide, "16 to 8192");
        Require(Opacity is >= 0 and <= 1, nameof(Opacity), Opacity, "0 to 1");
        Require(Blur is >= 0 and <= 10, nameof(Blur), Blur, "0 to 10 tile widths");
        return this;
    }

    private static void Require(bool valid, string name, object seen, string wanted)
    {
        if (!valid)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a setting of the heatmap is out of range", name, seen, wanted);
        }
    }
}
