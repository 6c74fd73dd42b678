using Histo.Ssl.Mil.Explanation;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Mil.Tests.Explanation;

/// <summary>CLAM's percentile ranks.</summary>
public class PercentileRankGolden : IGoldenCheck
{
    public string Stem => "percentile_rank";

    public void Check(GoldenCase golden)
    {
        double[] scores = golden.Doubles("in/scores");
        double[] ranks = golden.Has("in/reference_scores") ? PercentileRank.Of(scores, golden.Doubles("in/reference_scores")) : PercentileRank.Of(scores);
        golden.ShouldMatch("out/percentile", ranks);
    }
}
