using System.Diagnostics;
using Histo.Ssl.Pairs;

namespace Histo.Benchmarks.Inputs;

/// <summary>Draws a positive for each anchor of a cohort, batch after batch, on the calling thread.</summary>
internal sealed class PairLoop(PairCohort cohort, IPositivePairSampler sampler, int batch)
{
    private readonly PositivePair[] _positives = new PositivePair[batch];

    /// <summary>Draws once for every anchor.</summary>
    /// <returns>Pairs drawn.</returns>
    public int Pass()
    {
        int done = 0;
        for (long step = 0; done + batch <= cohort.Anchors.Length; step++, done += batch)
        {
            sampler.Sample(new PairDraw(1, step), 0, cohort.Anchors.AsSpan(done, batch), _positives);
        }

        return done;
    }

    /// <summary>Draws once for every anchor and returns pairs a second.</summary>
    public double Rate()
    {
        long start = Stopwatch.GetTimestamp();
        int pairs = Pass();
        return pairs / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
