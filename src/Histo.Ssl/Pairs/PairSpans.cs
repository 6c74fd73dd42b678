namespace Histo.Ssl.Pairs;

/// <summary>Checks the arguments of <see cref="IPositivePairSampler.Sample"/>.</summary>
internal static class PairSpans
{
    /// <exception cref="HistoException">HS0002: the spans differ in length.</exception>
    public static void RequireSameLength(ReadOnlySpan<int> anchors, ReadOnlySpan<PositivePair> positives)
    {
        if (anchors.Length != positives.Length)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one place for a positive an anchor", seen: positives.Length, wanted: anchors.Length);
        }
    }
}
