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

    /// <summary>Draws for a quarter of a second or longer and returns pairs a second of processor time: there is no limit to alternate with, and waiting for a processor must not count.</summary>
    public double Rate()
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp(), pairs = 0;
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < 0.25)
        {
            pairs += Pass();
        }

        return pairs / (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }
}
