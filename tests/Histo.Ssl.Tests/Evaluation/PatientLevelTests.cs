using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class PatientLevelTests
{
    private static readonly string[] Patients = ["b", "a", "b", "b"];
    private static readonly FeatureMatrix Slides = new(4, 2, [0.8, 0.2, 0.1, 0.9, 0.5, 0.5, 0.2, 0.8]);

    [Fact]
    public void Of_SeveralSlides_Mean()
    {
        var found = PatientScores.Of(Patients, [1, 0, 1, 1], Slides);
        found.Patients.Should().Equal("b", "a");
        found.Labels.Should().Equal(1, 0);
        found.Slides.Should().Equal(3, 1);
        found.Probabilities.Row(0)[1].Should().BeApproximately(0.5, 1e-15);
        found.Probabilities.Row(1)[1].Should().Be(0.9);
    }

    [Fact]
    public void Of_SlidesDisagree_TheRuleDecides()
    {
        PatientScores.Of(Patients, [1, 0, 0, 0], Slides, PatientLabelRule.Largest).Labels.Should().Equal(1, 0);
        PatientScores.Of(Patients, [1, 0, 0, 0], Slides, PatientLabelRule.Majority).Labels.Should().Equal(0, 0);
        Action same = () => PatientScores.Of(Patients, [1, 0, 0, 0], Slides);
        same.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.PatientLabelsDiffer && error.Message.Contains("patient b", StringComparison.Ordinal));
    }

    [Fact]
    public void Interval_GroupsAreDrawnWhole()
    {
        BootstrapInterval found = PercentileBootstrap.Interval(Patients, rows =>
        {
            int[] counts = [.. Enumerable.Range(0, 4).Select(row => rows.Count(each => each == row))];
            (counts[0], counts[2]).Should().Be((counts[3], counts[3]), "slides of patient b come together");
            (counts[0] + counts[1]).Should().Be(2, "two patients are drawn");
            return counts[1];
        });
        (found.Estimate, found.Low, found.High, found.Used, found.Resamples).Should().Be((1, 0, 2, 1000, 1000));
    }

    [Fact]
    public void Interval_Repeated_IsTheSame_OtherSeedIsNot()
    {
        string[] groups = [.. Enumerable.Range(0, 30).Select(each => $"p{each}")];
        BootstrapInterval Mean(ulong seed) => PercentileBootstrap.Interval(groups, rows => rows.Average(), 200, seed);
        Mean(3).Should().Be(Mean(3));
        Mean(3).Should().NotBe(Mean(4));
        (Mean(3).Low < 14.5 && Mean(3).High > 14.5).Should().BeTrue();
    }

    [Fact]
    public void Interval_MeanOfManyNormals_HasTheKnownWidth()
    {
        // Standard error of the mean of 0..399 uniform steps: 115.47 / 20 = 5.77.
        string[] groups = [.. Enumerable.Range(0, 400).Select(each => $"p{each}")];
        BootstrapInterval found = PercentileBootstrap.Interval(groups, rows => rows.Average(), 2000);
        (found.High - found.Low).Should().BeApproximately(2 * 1.96 * 115.47 / 20, 1.5);
    }

    [Fact]
    public void Interval_StatisticUndefined_IsSkippedAndCounted()
    {
        BootstrapInterval found = PercentileBootstrap.Interval(["a", "b"], rows => rows.Distinct().Count() == 1 ? null : 7, 500);
        (found.Low, found.High).Should().Be((7, 7));
        found.Used.Should().BeInRange(200, 300);
        BootstrapInterval never = PercentileBootstrap.Interval(["a"], _ => null);
        (never.Estimate, never.Low, never.High, never.Used).Should().Be((null, null, null, 0));
    }

    [Fact]
    public void Interval_WrongOptions_Code()
    {
        foreach (Action act in new Action[]
        {
            () => PercentileBootstrap.Interval([], _ => 0),
            () => PercentileBootstrap.Interval(["a"], _ => 0, 0),
            () => PercentileBootstrap.Interval(["a"], _ => 0, level: 1),
        })
        {
            act.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadBootstrap);
        }
    }

    [Theory]
    [InlineData(1, 12.706204736174698)]
    [InlineData(2, 4.302652729749464)]
    [InlineData(9, 2.2621571628540993)]
    [InlineData(30, 2.0422724563012373)]
    public void FoldSummary_Interval_UsesStudentsT(int degrees, double quantile)
    {
        double[] values = [.. Enumerable.Range(0, degrees + 1).Select(each => (double)each)];
        var found = FoldSummary.Of(values);
        (found.High - found.Mean).Should().BeApproximately(quantile * found.StandardError!.Value, 1e-8 * quantile);
    }

    [Fact]
    public void FoldSummary_OneFold_HasNoSpread()
    {
        FoldSummary.Of([0.7]).Should().Be(new FoldSummary(1, 0.7, null, null, null, null));
        Action none = () => FoldSummary.Of([]), notFinite = () => FoldSummary.Of([double.NaN]);
        none.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        notFinite.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.ScoreNotFinite);
    }
}
