using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Pairs;

/// <summary>Pairs in feature space, by weak label, and the mixture of SSLP.</summary>
public class FeaturePairTests
{
    [Fact]
    public void Inter_IsUniformAmongTheListedTiles()
    {
        var table = new FeatureNeighbours(10, 4);
        new[] { 7, 2, 9 }.CopyTo(table.Table[12..]);
        var sampler = new InterPairSampler(table);
        (sampler.CandidateCount(3), sampler.CandidateCount(4), sampler.Description).Should().Be((3, 0, "inter n<=4"));
        PositivePair[] pairs = Draw(sampler, 3, 6000);
        pairs.Should().OnlyContain(pair => pair.Relation == PairRelation.FeatureSpace && !pair.Fallback);
        ChiSquare.ShouldFit(Counts(pairs), new Dictionary<int, double> { [7] = 1, [2] = 1, [9] = 1 });
        Draw(sampler, 4, 5).Should().OnlyContain(pair => pair == new PositivePair(4, PairRelation.Self, true));
    }

    [Fact]
    public void WeakLabel_IsUniformOverTilesOfOtherSlidesOfTheLabel()
    {
        TileSet tiles = Cohort();
        var sampler = new WeakLabelPairSampler(tiles);
        foreach (int anchor in new[] { tiles.Find(1, 0, 0), tiles.Find(3, 1, 1), tiles.Find(6, 2, 0) })
        {
            int[] wanted = [.. Enumerable.Range(0, tiles.Count).Where(tile => tiles.SlideOf(tile) is 1 or 3 or 6 && tiles.SlideOf(tile) != tiles.SlideOf(anchor))];
            sampler.CandidateCount(anchor).Should().Be(wanted.Length);
            PositivePair[] pairs = Draw(sampler, anchor, 8000);
            pairs.Should().OnlyContain(pair => pair.Relation == PairRelation.WeakLabel && !pair.Fallback);
            ChiSquare.ShouldFit(Counts(pairs), wanted.ToDictionary(tile => tile, _ => 1.0));
        }
    }

    [Fact]
    public void WeakLabel_SameSlideAllowed_LeavesTheAnchorOutOnly()
    {
        TileSet tiles = Cohort();
        var sampler = new WeakLabelPairSampler(tiles, new WeakLabelPairOptions { SameSlideAllowed = true });
        int anchor = tiles.Find(3, 1, 1);
        int[] wanted = [.. Enumerable.Range(0, tiles.Count).Where(tile => tiles.SlideOf(tile) is 1 or 3 or 6 && tile != anchor)];
        sampler.CandidateCount(anchor).Should().Be(wanted.Length);
        ChiSquare.ShouldFit(Counts(Draw(sampler, anchor, 8000)), wanted.ToDictionary(tile => tile, _ => 1.0));
    }

    [Fact]
    public void WeakLabel_NoLabelOrTheOnlySlideOfIt_FallsBackToTheAnchor()
    {
        TileSet tiles = Cohort();
        var sampler = new WeakLabelPairSampler(tiles);
        foreach (int anchor in new[] { tiles.Find(0, 0, 0), tiles.Find(2, 1, 0) })
        {
            sampler.CandidateCount(anchor).Should().Be(0);
            Draw(sampler, anchor, 5).Should().OnlyContain(pair => pair == new PositivePair(anchor, PairRelation.Self, true));
        }
    }

    [Fact]
    public void ScheduledMixture_FollowsItsWeights_AndIsPure()
    {
        TileSet tiles = SyntheticTiles.Squares(1, 40);
        var mixture = new ScheduledMixturePairSampler(
            "test", new ScheduledMixtureMember(new ConstantSchedule(1), new AugmentationPairSampler()), new ScheduledMixtureMember(new LinearSchedule(0, 3, 101), new SpatialPairSampler(tiles)));
        mixture.SharesAt(0).Should().Equal(1, 0);
        mixture.SharesAt(100).Should().Equal(0.25, 0.75);
        int[] anchors = [.. Enumerable.Range(0, tiles.Count)];
        PositivePair[] At(long step)
        {
            var pairs = new PositivePair[anchors.Length];
            mixture.Sample(new PairDraw(2, step), 0, anchors, pairs);
            return pairs;
        }

        At(0).Should().OnlyContain(pair => pair.Relation == PairRelation.Self);
        At(7).Should().Equal(At(7));

        // 16,000 draws: the standard deviation of the share is 0.0034.
        Enumerable.Range(100, 10).Average(step => At(step).Count(pair => pair.Relation == PairRelation.Spatial) / 1600.0).Should().BeApproximately(0.75, 0.015);
        (mixture.ExclusionRadius, mixture.CandidateCount(0), mixture.Description).Should().Be((1, 3, "test"));
        FluentActions.Invoking(() => new ScheduledMixturePairSampler("none")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
        FluentActions.Invoking(() => new ScheduledMixturePairSampler("zero", new ScheduledMixtureMember(new ConstantSchedule(0), new AugmentationPairSampler())).SharesAt(0))
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    [Theory]
    [InlineData(0, 0.0067379)]
    [InlineData(50, 0.286505)]
    [InlineData(100, 1)]
    [InlineData(5000, 1)]
    public void Sslp_SharesFollowTheRamp(long step, double weight)
    {
        TileSet tiles = SyntheticTiles.Squares(1, 5);
        ScheduledMixturePairSampler sampler = SslpPairSampler.Create(new SpatialPairSampler(tiles, new IntraPairOptions().ToSpatial()), new InterPairSampler(new FeatureNeighbours(25, 2)), 100);
        double[] shares = sampler.SharesAt(step);
        shares[0].Should().BeApproximately(1 / (1 + (2 * weight)), 1e-6);
        shares[1].Should().BeApproximately(weight / (1 + (2 * weight)), 1e-6);
        shares[2].Should().Be(shares[1]);
        sampler.ExclusionRadius.Should().Be(2);
        sampler.CandidateCount(12).Should().Be(24, "that of the neighbours on the slide");
    }

    [Fact]
    public void Sslp_NoRamp_IsAThirdEach()
    {
        TileSet tiles = SyntheticTiles.Squares(1, 5);
        SslpPairSampler.Create(new SpatialPairSampler(tiles), new InterPairSampler(new FeatureNeighbours(25, 2)), 0).SharesAt(0).Should().OnlyContain(share => Math.Abs(share - (1.0 / 3)) < 1e-12);
    }

    [Fact]
    public void Statistics_CountPairsAcrossSlides()
    {
        TileSet tiles = Cohort();
        var planner = new BatchPlanner(tiles, new WeakLabelPairSampler(tiles), 16, 1);
        var statistics = new PairStatistics(planner);
        for (long step = 0; step < 40; step++)
        {
            statistics.Add(planner.Plan(step));
        }

        PairReport report = statistics.Snapshot();
        report.AcrossSlides.Should().Be(report.Relations[PairRelation.WeakLabel]).And.BePositive();
        (report.AcrossSlides + report.FallbacksToSelf).Should().Be(report.Pairs);
        report.Distances[0].Should().Be(report.FallbacksToSelf);
        report.WithoutCandidates.Should().Be(report.FallbacksToSelf);
    }

    /// <summary>Slide 0 has no label, 2 the only one of its label, 5 no tiles; 1, 3 and 6 share a label.</summary>
    private static TileSet Cohort() => SyntheticTiles.Labelled(
        [null, "a", "b", "a", null, "a", "a"],
        (3, 3, (_, _) => true), (4, 2, (_, _) => true), (3, 3, (_, _) => true), (2, 3, (_, _) => true), (2, 2, (_, _) => true), (2, 2, (_, _) => false), (5, 1, (_, _) => true));

    private static PositivePair[] Draw(IPositivePairSampler sampler, int anchor, int draws)
    {
        var positives = new PositivePair[draws];
        int[] anchors = [.. Enumerable.Repeat(anchor, draws)];
        sampler.Sample(new PairDraw(11, 3), 0, anchors, positives);
        var again = new PositivePair[draws];
        sampler.Sample(new PairDraw(11, 3), 0, anchors, again);
        again.Should().Equal(positives);
        return positives;
    }

    private static Dictionary<int, int> Counts(IEnumerable<PositivePair> pairs) => pairs.CountBy(pair => pair.Tile).ToDictionary();
}
