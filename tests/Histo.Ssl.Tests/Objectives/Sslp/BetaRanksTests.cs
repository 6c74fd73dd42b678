using Histo.Ssl.Objectives;
using Histo.Ssl.Tests.Pairs;

namespace Histo.Ssl.Tests.Objectives.Sslp;

public class BetaRanksTests
{
    [Fact]
    public void Draw_SingleRanks_FitTheDensity()
    {
        var ranks = new BetaRanks(40);
        Dictionary<int, int> counts = Enumerable.Range(0, 20_000).SelectMany(step => ranks.Draw(1, 5, step, 0)).CountBy(rank => rank).ToDictionary();
        Dictionary<int, double> weights = Enumerable.Range(0, 40).Where(rank => ranks.Density[rank] * 20_000 > 6).ToDictionary(rank => rank, rank => ranks.Density[rank]);
        ChiSquare.ShouldFit(counts.Where(pair => weights.ContainsKey(pair.Key)).ToDictionary(), weights);
        ranks.Density.Sum().Should().BeApproximately(1, 1e-12);
    }

    [Fact]
    public void Draw_PairsOfRanks_AreSuccessiveDraws()
    {
        var ranks = new BetaRanks(5, RankDensity.Beta);
        double[] p = [.. ranks.Density];
        var weights = new Dictionary<int, double>();
        for (int a = 0; a < 5; a++)
        {
            for (int b = a + 1; b < 5; b++)
            {
                double both = (p[a] * p[b] / (1 - p[a])) + (p[b] * p[a] / (1 - p[b]));
                if (both > 1e-3)
                {
                    weights[(5 * a) + b] = both;
                }
            }
        }

        Dictionary<int, int> counts = Enumerable.Range(0, 20_000).Select(step => ranks.Draw(2, 6, step, 1)).Select(pair => (5 * pair[0]) + pair[1]).Where(weights.ContainsKey).CountBy(pair => pair).ToDictionary();
        ChiSquare.ShouldFit(counts, weights);
    }

    [Fact]
    public void Draw_GivesDifferentAscendingRanks_ByStepAndDraw()
    {
        var ranks = new BetaRanks(140_000);
        int[] first = ranks.Draw(4096, 1, 7, 0);
        first.Should().HaveCount(4096).And.OnlyHaveUniqueItems().And.BeInAscendingOrder();
        first.Should().Equal(ranks.Draw(4096, 1, 7, 0)).And.NotEqual(ranks.Draw(4096, 1, 7, 1)).And.NotEqual(ranks.Draw(4096, 1, 8, 0)).And.NotEqual(ranks.Draw(4096, 2, 7, 0));

        // The mean of Beta(5, 15) is 0.25; stretched from [0.009, 0.760] to [0, 1] it is 0.32.
        (first.Average() / 140_000).Should().BeApproximately(0.32, 0.01);
        (new BetaRanks(140_000, RankDensity.Beta).Draw(4096, 1, 7, 0).Average() / 140_000).Should().BeApproximately(0.25, 0.01);
    }

    [Fact]
    public void Draw_MoreThanThereAre_GivesAll() => new BetaRanks(9).Draw(20, 1, 1, 0).Should().Equal(Enumerable.Range(0, 9));
}
