using Histo.Ssl.Evaluation;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Evaluation.Purity;

public class LabelPurityTests
{
    [Fact]
    public void Measure_AnyTiles_CountsWhatAllPairsSay()
    {
        const int Farthest = 6;
        TileSet tiles = SyntheticTiles.Slides((13, 9, Scattered(1)), (7, 20, Scattered(2)), (5, 5, (_, _) => true), (30, 1, (x, _) => x % 9 == 0));
        var random = new CounterRandom(3, 0, 0, RandomSlot.Evaluation);
        int[] labels = new int[tiles.Count];
        for (int tile = 0; tile < labels.Length; tile++)
        {
            labels[tile] = random.Next(5) - 1;
        }

        PurityCurve curve = LabelPurity.Measure(tiles, labels, new PurityOptions { MaxDistance = Farthest, Resamples = 20 });
        (int A, int B, int Distance)[] all = [.. from a in Enumerable.Range(0, tiles.Count) from b in Enumerable.Range(0, tiles.Count) where a != b && tiles[a].Slide == tiles[b].Slide select (a, b, Distance(tiles[a], tiles[b]))];
        for (int distance = 1; distance <= Farthest; distance++)
        {
            (int A, int B, int Distance)[] pairs = [.. all.Where(each => each.A < each.B && each.Distance == distance && labels[each.A] >= 0 && labels[each.B] >= 0)];
            PurityDistance found = curve.Distances[distance - 1];
            (found.Distance, found.Pairs).Should().Be((distance, pairs.Length));
            found.At.Estimate.Should().Be((double)pairs.Count(each => labels[each.A] != labels[each.B]) / pairs.Length);
            (int A, int B, int Distance)[] near = [.. all.Where(each => each.A < each.B && each.Distance <= distance && labels[each.A] >= 0 && labels[each.B] >= 0)];
            found.UpTo.Estimate.Should().Be((double)near.Count(each => labels[each.A] != labels[each.B]) / near.Length);
            found.AnchorsWithoutNeighbour.Should().Be(Enumerable.Range(0, tiles.Count).Count(tile => labels[tile] >= 0 && !all.Any(each => each.A == tile && each.Distance <= distance)));
            found.SlideMean.Should().BeApproximately(pairs.GroupBy(each => tiles[each.A].Slide).Average(slide => slide.Average(each => labels[each.A] != labels[each.B] ? 1.0 : 0.0)), 1e-12);
        }

        curve.Tiles.Should().Be(labels.Count(each => each >= 0));
        curve.Distances[^1].AnchorsWithoutNeighbour.Should().BePositive("the last slide's tiles lie 9 strides apart");
    }

    [Fact]
    public void Recommend_TwoHalves_IsTheLargestDistanceUnderTheBound()
    {
        (TileSet tiles, int[] labels) = Halves(slides: 6, side: 40);
        PurityCurve curve = LabelPurity.Measure(tiles, labels, new PurityOptions { MaxMismatch = 0.1 });
        int wanted = curve.Distances.Last(each => each.UpTo.Estimate <= 0.1).Distance;
        wanted.Should().BeInRange(2, 7);
        curve.Recommendation.Distance.Should().Be(wanted);
        curve.Recommendation.ToPairOptions().MaxDistance.Should().Be(wanted);
        (curve.Distances[0].At.High - curve.Distances[0].At.Low).Should().BeLessThan(1e-12, "all slides are alike");
    }

    [Fact]
    public void Recommend_FewSlides_Refuses()
    {
        (TileSet tiles, int[] labels) = Halves(slides: 2, side: 40);
        PurityRecommendation found = LabelPurity.Measure(tiles, labels).Recommendation;
        found.Distance.Should().BeNull();
        found.Reason.Should().StartWith("too little data: 2 slides");
        FluentActions.Invoking(found.ToPairOptions).Should().Throw<HistoException>().Which.Code.Should().Be("HS1881");
    }

    [Fact]
    public void Recommend_NoiseOfLabels_Refuses()
    {
        TileSet tiles = SyntheticTiles.Squares(6, 12);
        PurityRecommendation found = LabelPurity.Measure(tiles, [.. Enumerable.Range(0, tiles.Count).Select(tile => tile % 2)]).Recommendation;
        found.Distance.Should().BeNull();
        found.Reason.Should().Contain("adjacent tiles have other labels");
    }

    [Fact]
    public void Measure_WrongInput_IsNamed()
    {
        TileSet tiles = SyntheticTiles.Squares(1, 3);
        FluentActions.Invoking(() => LabelPurity.Measure(tiles, [1, 2])).Should().Throw<HistoException>().Which.Code.Should().Be("HS0002");
        FluentActions.Invoking(() => LabelPurity.Measure(tiles, new int[9], new PurityOptions { MaxDistance = 0 })).Should().Throw<HistoException>().Which.Code.Should().Be("HS0001");
        FluentActions.Invoking(() => TileLabels.Of(tiles)).Should().Throw<HistoException>().Which.Code.Should().Be("HS1880");
    }

    [Fact]
    public void Labels_OfShares_AreTheMajority()
    {
        TileSlide slide = SyntheticTiles.Squares(1, 2).Slides[0];
        var one = new TileSet([slide], [[(0, 0), (1, 0), (0, 1), (1, 1)]], new TileColumns { LabelledShare = [0.49f, 0.5f, float.NaN, 1] });
        TileLabels.Of(one).Should().Equal(0, 1, -1, 1);
        var many = new TileSet([slide], [[(0, 0), (1, 0), (0, 1), (1, 1)]], new TileColumns { LabelledShare = [0.2f, 0.9f, float.NaN, 1], Label = [-1, 1, -1, 0], LabelNames = ["a", "b"] });
        TileLabels.Of(many).Should().Equal(0, 2, -1, 1);
    }

    private static (TileSet Tiles, int[] Labels) Halves(int slides, int side)
    {
        TileSet tiles = SyntheticTiles.Squares(slides, side);
        return (tiles, [.. Enumerable.Range(0, tiles.Count).Select(tile => tiles[tile].Column < side / 2 ? 0 : 1)]);
    }

    private static Func<int, int, bool> Scattered(int seed) => (x, y) => ((x * 7) + (y * 13) + (x * y) + seed) % 3 != 0;

    private static int Distance(TileAddress a, TileAddress b) => Math.Max(Math.Abs(a.Column - b.Column), Math.Abs(a.Row - b.Row));
}
