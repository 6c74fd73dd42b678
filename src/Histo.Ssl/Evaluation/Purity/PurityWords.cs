using System.Globalization;

namespace Histo.Ssl.Evaluation;

/// <summary>How a recommendation is put into words.</summary>
/// <param name="Pairs">What slides must have.</param>
/// <param name="Adjacent">Says how adjacent tiles differ.</param>
/// <param name="UpTo">Says how pairs up to a distance differ: the share with its interval, the distance.</param>
internal sealed record PurityWords(string Pairs, Func<double?, string> Adjacent, Func<string, int, string> UpTo)
{
    public static PurityWords Of(PurityMeasure measure) => measure == PurityMeasure.Labels
        ? new PurityWords(
            "labelled pairs",
            share => string.Create(CultureInfo.InvariantCulture, $"{share:0.0 %} of adjacent tiles have other labels"),
            (share, distance) => string.Create(CultureInfo.InvariantCulture, $"{share} of the pairs up to distance {distance} have other labels"))
        : new PurityWords(
            "pairs",
            share => string.Create(CultureInfo.InvariantCulture, $"adjacent tiles differ by {share:0.0 %} of what any two tiles of their slide differ by"),
            (share, distance) => string.Create(CultureInfo.InvariantCulture, $"pairs up to distance {distance} differ by {share} of what any two tiles of their slide differ by"));
}
