namespace Histo.Ssl.Mil.Explanation;

/// <summary>The attention over one slide, and which of its tiles are positive.</summary>
/// <param name="SlideId">Name of the slide.</param>
/// <param name="Attention">One number of 0 or more a tile; they sum to 1.</param>
/// <param name="Positive">Which tiles are positive (see <see cref="RegionTiles"/>); null where nobody knows.</param>
public sealed record SlideAttention(string SlideId, IReadOnlyList<double> Attention, IReadOnlyList<bool>? Positive = null)
{
    private const double Slack = 1e-3;

    internal double Largest => Attention.Max();

    internal bool IsPositive => Positive is { } labels && labels.Contains(true);

    /// <exception cref="HistoException">HS2065: no attention. HS2060: not one label a tile.</exception>
    internal void Check()
    {
        double sum = Attention.Sum();
        if (Attention.Count == 0 || Attention.Any(each => !(each >= 0)) || Math.Abs(sum - 1) > Slack)
        {
            throw new HistoException(ErrorCodes.NotAnAttention, "the numbers are no attention", SlideId, $"{Attention.Count} numbers with sum {sum.ToString(System.Globalization.CultureInfo.InvariantCulture)}", "numbers of 0 or more with sum 1");
        }

        if (Positive is { } labels && labels.Count != Attention.Count)
        {
            throw new HistoException(ErrorCodes.ScoresMismatch, "there is not one label a tile", SlideId, labels.Count, Attention.Count);
        }
    }
}
