using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class ClassificationScoresTests
{
    [Fact]
    public void Of_ThreeClasses_ClosedForms()
    {
        var scores = ClassificationScores.Of([0, 0, 1, 2], Rows([0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]));
        scores.Accuracy.Should().Be(0.75);
        scores.BalancedAccuracy.Should().BeApproximately((0.5 + 1 + 1) / 3, 1e-15);
        scores.SensitivityPerClass.Should().Equal(new double?[] { 0.5, 1, 1 });
        scores.SpecificityPerClass[1].Should().BeApproximately(2.0 / 3, 1e-15);
        scores.LogLoss.Should().BeApproximately(-Math.Log(0.6 * 0.2 * 0.8 * 0.8) / 4, 1e-14);
        scores.Brier.Should().BeApproximately((0.16 + 0.09 + 0.01 + 0.64 + 0.25 + 0.09 + 0.01 + 0.04 + 0.01 + 0.01 + 0.01 + 0.04) / 4, 1e-14);
        scores.Auc.Should().BeApproximately(1, 1e-15);
        scores.AveragePrecision.Should().BeApproximately(1, 1e-15);
    }

    [Fact]
    public void Of_OneClass_UndefinedFiguresAreNull()
    {
        var scores = ClassificationScores.Of([1, 1], Rows([0.1, 0.9], [0.2, 0.8]));
        (scores.Auc, scores.AveragePrecision, scores.Kappa, scores.QuadraticKappa).Should().Be((null, null, null, null));
        scores.SensitivityPerClass.Should().Equal(new double?[] { null, 1 });
        scores.SpecificityPerClass.Should().Equal(new double?[] { 1, null });
        scores.AucPerClass.Should().Equal(new double?[] { null, null });
    }

    [Fact]
    public void Of_ClassThatOccursNowhere_CountsOnlyOverAllClasses()
    {
        var scores = ClassificationScores.Of([0, 1], Rows([0.9, 0.05, 0.05], [0.1, 0.8, 0.1]));
        scores.F1Macro.Should().Be(1);
        scores.F1MacroAllClasses.Should().BeApproximately(2.0 / 3, 1e-15);
        scores.Confusion.Labels.Should().Equal(0, 1, 2);
        scores.AucPerClass.Should().Equal(new double?[] { 1, 1, null });
    }

    [Fact]
    public void Of_GradesWithAGap_WeighsByGrade()
    {
        // Grade 1 occurs nowhere; taking 0 for 2 must still cost four times a step of one.
        var scores = ClassificationScores.Of([0, 2, 2, 3], Rows([1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]));
        double observed = 4, expected = ((0 * 2) + (4 * 1) + (9 * 1) + (2 * ((4 * 2) + 0 + 1)) + (9 * 2) + 1) / 4.0;
        scores.QuadraticKappa.Should().BeApproximately(1 - (observed / expected), 1e-14);
    }

    [Fact]
    public void Of_PredictionsGiven_TheyDecide()
    {
        FeatureMatrix probabilities = Rows([0.4, 0.6], [0.45, 0.55]);
        ClassificationScores.Of([0, 1], probabilities).Accuracy.Should().Be(0.5);
        ClassificationScores.Of([0, 1], probabilities, [0, 1]).Accuracy.Should().Be(1);
        ClassificationScores.Of([0, 1], probabilities, [0, 1]).Auc.Should().Be(0, "a ranking does not see predictions");
    }

    [Fact]
    public void Of_WrongInput_Code()
    {
        Code(() => ClassificationScores.Of([0], Rows([0.5]))).Should().Be(ErrorCodes.BadProbability);
        Code(() => ClassificationScores.Of([0], Rows([-3, 4]))).Should().Be(ErrorCodes.BadProbability);
        Code(() => ClassificationScores.Of([0], Rows([double.NaN, 0.5]))).Should().Be(ErrorCodes.BadProbability);
        Code(() => ClassificationScores.Of([2], Rows([0.5, 0.5]))).Should().Be(ErrorCodes.WrongShape);
        Code(() => ClassificationScores.Of([0, 1], Rows([0.5, 0.5]))).Should().Be(ErrorCodes.WrongShape);
        Code(() => ClassificationScores.Of([0], Rows([0.5, 0.5]), [0, 1])).Should().Be(ErrorCodes.WrongShape);
    }

    [Fact]
    public void Calibration_ClosedForm()
    {
        // Two of confidence 0.9 of which one is right, one of confidence 0.55 that is right.
        var found = Calibration.Of([0, 1, 1], Rows([0.9, 0.1], [0.9, 0.1], [0.45, 0.55]), 10);
        found.Bins.Where(bin => bin.Count > 0).Select(bin => (bin.Count, bin.Accuracy)).Should().Equal((1, 1.0), (2, 0.5));
        found.Bins[8].Confidence.Should().BeApproximately(0.9, 1e-15, "0.9 belongs to (0.8, 0.9]");
        found.ExpectedError.Should().BeApproximately(((2 * 0.4) + 0.45) / 3, 1e-15);
        found.Bins[0].Accuracy.Should().BeNull();
    }

    [Fact]
    public void Youden_EqualJ_LargestThreshold()
    {
        YoudenThreshold found = YoudenThreshold.Of([true, false, true, false], [0.9, 0.8, 0.7, 0.1]);
        (found.Threshold, found.J).Should().Be((0.9, 0.5));
        found.Predict([0.9, 0.89]).Should().Equal(1, 0);
        YoudenThreshold.Of([true, false], [0.1, 0.2]).Threshold.Should().Be(1.2, "calling nothing positive is best");
    }

    private static string Code(Action act) => act.Should().Throw<HistoException>().Which.Code;

    private static FeatureMatrix Rows(params double[][] rows) => new(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)]);
}
