using CsCheck;
using Histo.Ssl.Mil.Explanation;

namespace Histo.Ssl.Mil.Tests.Explanation;

public class PercentileRankTests
{
    [Fact]
    public void Of_AnyScores_EqualsCountingPairs() =>
        Gen.Select(Gen.Int[0, 9].Array[1, 40], Gen.Int[0, 9].Array[1, 40]).Sample((a, b) =>
        {
            double[] scores = [.. a.Select(each => each / 3.0)], reference = [.. b.Select(each => each / 3.0)];
            double[] ranks = PercentileRank.Of(scores, reference);
            for (int i = 0; i < scores.Length; i++)
            {
                int below = reference.Count(other => other < scores[i]), tied = reference.Count(other => other == scores[i]);
                double expected = 100 * (below + (tied > 0 ? (tied + 1) / 2.0 : 0)) / reference.Length;
                ranks[i].Should().BeApproximately(expected, 1e-12);
            }
        });

    [Fact]
    public void Of_TransformedScores_IsTheSame() =>
        Gen.Int[0, 30].Array[1, 50].Sample(scores =>
            PercentileRank.Of([.. scores.Select(score => (double)score)]).Should().Equal(PercentileRank.Of([.. scores.Select(score => Math.Exp(score / 10.0) - 7)])));

    [Fact]
    public void Of_NaN_OrNoReference_IsRefused()
    {
        FluentActions.Invoking(() => PercentileRank.Of([1, double.NaN])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.ScoreNotFinite);
        FluentActions.Invoking(() => PercentileRank.Of([1], [])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.ScoresMismatch);
    }

    [Fact]
    public void Scaling_OfBothKinds_RunsFromNothingToOne()
    {
        ScoreScaling.RelativeToMaximum.Apply([0, 0.1, 0.4]).Should().Equal(0, 0.25, 1);
        ScoreScaling.Percentile.Apply([0.3, 0.1, 0.3, 0.9]).Should().Equal(0.625, 0.25, 0.625, 1);
        ScoreScaling.RelativeToMaximum.Apply([0, 0]).Should().Equal(0, 0);
        ScoreScalingRules.Parse("Raw").Should().Be(ScoreScaling.RelativeToMaximum);
        FluentActions.Invoking(() => ScoreScalingRules.Parse("log")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }
}
