using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Evaluation.Purity;

public class FeaturePurityTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(37)]
    public void Measure_AnyTiles_IsWhatAllPairsSay(int dimensions)
    {
        const int Farthest = 4;
        EmbeddingSet set = Scattered(dimensions);
        PurityCurve curve = FeaturePurity.Measure(set, new PurityOptions { MaxDistance = Farthest, Resamples = 20 });
        double[][] unit = Standardised(set);
        (int Slide, int Distance, double Difference)[] all =
        [
            .. from a in Enumerable.Range(0, set.Count) from b in Enumerable.Range(0, a) where set.SlideIndex[a] == set.SlideIndex[b]
               select (set.SlideIndex[a], Math.Max(Math.Abs(set.Columns[a] - set.Columns[b]), Math.Abs(set.Rows[a] - set.Rows[b])), 1 - unit[a].Zip(unit[b], (x, y) => x * y).Sum()),
        ];
        double[] whole = [.. Enumerable.Range(0, set.Slides.Count).Select(slide => all.Where(each => each.Slide == slide).Select(each => each.Difference).DefaultIfEmpty(0).Average())];
        for (int distance = 1; distance <= Farthest; distance++)
        {
            (int Slide, int Distance, double Difference)[] at = [.. all.Where(each => each.Distance == distance)], near = [.. all.Where(each => each.Distance <= distance)];
            PurityDistance found = curve.Distances[distance - 1];
            found.Pairs.Should().Be(at.Length);
            found.At.Estimate.Should().BeApproximately(at.Sum(each => each.Difference) / at.Sum(each => whole[each.Slide]), 1e-6);
            found.UpTo.Estimate.Should().BeApproximately(near.Sum(each => each.Difference) / near.Sum(each => whole[each.Slide]), 1e-6);
            found.SlideMean.Should().BeApproximately(at.GroupBy(each => each.Slide).Average(slide => slide.Average(each => each.Difference) / whole[slide.Key]), 1e-6);
        }

        curve.Measure.Should().Be(PurityMeasure.Features);
        (curve.Tiles, curve.Slides).Should().Be((set.Count, 3));
    }

    [Fact]
    public void Measure_AnyOrderOfRows_GivesTheSameCurve()
    {
        EmbeddingSet set = Scattered(5);
        var options = new PurityOptions { MaxDistance = 3, Resamples = 50 };
        int[] backwards = [.. Enumerable.Range(0, set.Count).Reverse()];
        PurityCurve straight = FeaturePurity.Measure(set, options), reversed = FeaturePurity.Measure(Set([.. backwards.Select(row => (set.SlideIndex[row], set.Columns[row], set.Rows[row], set.Feature(row).ToArray()))]), options);
        for (int i = 0; i < 3; i++)
        {
            reversed.Distances[i].At.Estimate.Should().BeApproximately(straight.Distances[i].At.Estimate!.Value, 1e-9);
            reversed.Distances[i].At.Low.Should().BeApproximately(straight.Distances[i].At.Low!.Value, 1e-9);
        }
    }

    [Fact]
    public void Measure_LargeSlide_IsTheSameOnEveryRun()
    {
        EmbeddingSet set = Set([.. from row in Enumerable.Range(0, 90) from column in Enumerable.Range(0, 100) select (0, column, row, Noise(6, (row * 100) + column))]);
        PurityDistance[][] runs = [.. Enumerable.Range(0, 4).Select(_ => FeaturePurity.Measure(set, new PurityOptions { MaxDistance = 3, Resamples = 5 }).Distances.ToArray())];
        runs.Should().OnlyContain(run => run.SequenceEqual(runs[0]));
        runs[0].Should().OnlyContain(each => Math.Abs(each.At.Estimate!.Value - 1) < 0.02, "noise knows no neighbours");
        runs[0].Select(each => each.Pairs).Should().Equal((100 * 89) + (90 * 99) + (2 * 99 * 89), Ring(2), Ring(3));

        static long Ring(int d) => Block(d) - Block(d - 1);
        static long Block(int d) => ((Enumerable.Range(-d, (2 * d) + 1).Sum(right => Enumerable.Range(-d, (2 * d) + 1).Sum(down => (100L - Math.Abs(right)) * (90 - Math.Abs(down))))) - 9000) / 2;
    }

    [Fact]
    public void Measure_SmoothFeatures_RecommendsWithinTheBound()
    {
        EmbeddingSet set = Set([.. from slide in Enumerable.Range(0, 6) from row in Enumerable.Range(0, 20) from column in Enumerable.Range(0, 20) select (slide, column, row, new float[] { column, row })]);
        PurityCurve curve = FeaturePurity.Measure(set);
        curve.Distances.Select(each => each.At.Estimate).Should().BeInAscendingOrder();
        int wanted = curve.Distances.Last(each => each.UpTo.Estimate <= 0.5).Distance;
        curve.Recommendation.Distance.Should().Be(wanted).And.BeInRange(2, 8);
        curve.Recommendation.Reason.Should().Contain("of what any two tiles of their slide differ by").And.Contain("within the bound of 50.0 %");
        (curve.Distances[0].At.High - curve.Distances[0].At.Low).Should().BeLessThan(1e-9, "all slides are alike");
    }

    [Fact]
    public void Recommend_NoiseOrFewSlidesOrAlike_Refuses()
    {
        PurityRecommendation noise = FeaturePurity.Measure(Squares(6, (slide, i) => Noise(8, (1000 * slide) + i))).Recommendation;
        noise.Distance.Should().BeNull();
        noise.Reason.Should().StartWith("adjacent tiles differ by").And.EndWith("neighbours are no positives at this size");
        FeaturePurity.Measure(Squares(4, (slide, i) => Noise(8, (1000 * slide) + i))).Recommendation.Reason.Should().StartWith("too little data: 4 slides with pairs");
        PurityCurve alike = FeaturePurity.Measure(Squares(6, (slide, _) => [slide, slide * slide]));
        (alike.Distances[0].At.Estimate, alike.Distances[0].SlideMean, alike.Recommendation.Distance).Should().Be((null, null, null));
        alike.Recommendation.Reason.Should().Be("the tiles of every slide are all alike");
    }

    [Fact]
    public void Measure_WrongInput_IsNamed()
    {
        Code(() => FeaturePurity.Measure(Squares(2, (_, _) => [4, 5])), "HS1882");
        Code(() => FeaturePurity.Measure(Squares(2, (_, i) => [i == 7 ? float.NaN : i, 5])), "HS1802");
        Code(() => FeaturePurity.Measure(Set([(0, 1, 1, [1f]), (0, 1, 1, [2f])])), "HS1202");
        Code(() => FeaturePurity.Measure(Set([(0, -1, 1, [1f]), (0, 1, 1, [2f])])), "HS1201");
        Code(() => FeaturePurity.Measure(Squares(1, (_, i) => [i]), new PurityOptions { MaxDistance = 0 }), "HS0001");

        static void Code(Action action, string code) => action.Should().Throw<HistoException>().Which.Code.Should().Be(code);
    }

    private static EmbeddingSet Scattered(int dimensions) => Set(
    [
        .. from slide in new[] { 0, 2, 3 } from row in Enumerable.Range(0, 7 + slide) from column in Enumerable.Range(0, 9) where ((column * 7) + (row * 13) + (column * row) + slide) % 3 != 0
           select (slide, column, row, Noise(dimensions, (slide * 1000) + (row * 20) + column).Select((value, i) => value + (i * 0.2f * column)).ToArray()),
        (1, 4, 4, Noise(dimensions, 99)),
    ]);

    private static EmbeddingSet Squares(int slides, Func<int, int, float[]> feature) => Set([.. from slide in Enumerable.Range(0, slides) from i in Enumerable.Range(0, 100) select (slide, i % 10, i / 10, feature(slide, i))]);

    private static EmbeddingSet Set((int Slide, int Column, int Row, float[] Feature)[] rows) => new(
        new EmbeddingOrigin { Encoder = "e", InputSize = 4, TileSize = 4, Stride = 4, Mpp = 0.5 },
        [.. Enumerable.Range(0, rows.Max(each => each.Slide) + 1).Select(slide => new EmbeddingSlide($"slide-{slide}", $"slide-{slide}", null, 0.5))],
        [.. Enumerable.Range(0, rows.Length)],
        [.. rows.Select(each => each.Slide)],
        [.. rows.Select(each => each.Column)],
        [.. rows.Select(each => each.Row)],
        new float[rows.Length],
        [.. rows.SelectMany(each => each.Feature)]);

    private static float[] Noise(int dimensions, int sample)
    {
        var random = new CounterRandom(11, 0, sample, RandomSlot.Evaluation);
        var values = new float[dimensions];
        foreach (ref float value in values.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        return values;
    }

    private static double[][] Standardised(EmbeddingSet set)
    {
        double[][] rows = [.. Enumerable.Range(0, set.Count).Select(row => Array.ConvertAll(set.Feature(row).ToArray(), value => (double)value))];
        for (int i = 0; i < set.Dimensions; i++)
        {
            double mean = rows.Average(row => row[i]), deviation = Math.Sqrt(rows.Average(row => (row[i] - mean) * (row[i] - mean)));
            foreach (double[] row in rows)
            {
                row[i] = (row[i] - mean) / deviation;
            }
        }

        return [.. rows.Select(row => Array.ConvertAll(row, value => value / Math.Sqrt(row.Sum(each => each * each))))];
    }
}
