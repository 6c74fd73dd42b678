namespace Histo.Ssl.Pairs;

/// <summary>Finds the number of candidates of an anchor among the members of a combination.</summary>
internal static class CandidateCounts
{
    public static int? First(IPositivePairSampler[] samplers, int tile)
    {
        foreach (IPositivePairSampler sampler in samplers)
        {
            if (sampler.CandidateCount(tile) is { } count)
            {
                return count;
            }
        }

        return null;
    }
}
