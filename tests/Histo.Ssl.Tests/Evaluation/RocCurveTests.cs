using CsCheck;
using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class RocCurveTests
{
    private static readonly Gen<(bool, double)[]> Samples = Gen.Select(Gen.Bool, Gen.Int[0, 6].Select(level => (double)level)).Array[2, 60]
        .Where(samples => samples.Any(each => each.Item1) && samples.Any(each => !each.Item1));

    [Fact]
    public void Auc_AnySamples_EqualsTheNaiveCountOfPairs() => Samples.Sample(samples =>
    {
        double wins = 0, pairs = 0;
        foreach ((bool positive, double score) in samples.Where(each => each.Item1))
        {
            foreach ((bool _, double other) in samples.Where(each => !each.Item1))
            {
                wins += score > other ? 1 : score == other ? 0.5 : 0;
                pairs++;
            }
        }

        Auc(samples).Should().BeApproximately(wins / pairs, 1e-14);
    });

    [Fact]
    public void Auc_TransformedPermutedOrMirrored_IsTheSame() => Samples.Sample(samples =>
    {
        double auc = Auc(samples);
        Auc([.. samples.Select(each => (each.Item1, Math.Exp(each.Item2) - 50))]).Should().Be(auc);
        Auc([.. samples.Reverse()]).Should().Be(auc);
        Auc([.. samples.Select(each => (each.Item1, -each.Item2))]).Should().BeApproximately(1 - auc, 1e-14);
        Auc([.. samples.Select(each => (!each.Item1, each.Item2))]).Should().BeApproximately(1 - auc, 1e-14);
    });

    [Fact]
    public void Of_AnySamples_EnclosesTheAuc() => Samples.Sample(samples =>
    {
        RocCurve curve = RocCurve.Of(Positive(samples), Scores(samples));
        double area = 0;
        for (int i = 1; i < curve.Thresholds.Count; i++)
        {
            area += (curve.FalsePositiveRate[i] - curve.FalsePositiveRate[i - 1]) * (curve.TruePositiveRate[i] + curve.TruePositiveRate[i - 1]) / 2;
        }

        area.Should().BeApproximately(Auc(samples), 1e-12);
        (curve.FalsePositiveRate[^1], curve.TruePositiveRate[^1]).Should().Be((1, 1));
    });

    [Fact]
    public void AveragePrecision_ClosedForms_Hold()
    {
        RocCurve.AveragePrecision([true, true, false], [3, 2, 1]).Should().Be(1);
        RocCurve.AveragePrecision([false, true], [2, 1]).Should().Be(0.5);
        RocCurve.AveragePrecision([true, false, true], [3, 2, 1]).Should().BeApproximately((1 + (2.0 / 3)) / 2, 1e-15);
        RocCurve.AveragePrecision([true, false, false, false], [1, 1, 1, 1]).Should().Be(0.25);
    }

    [Fact]
    public void Auc_WhatCannotBeRanked_IsRefusedWithItsCode()
    {
        Refused(() => RocCurve.Auc([true, true], [1, 2]), ErrorCodes.ClassMissing);
        Refused(() => RocCurve.Auc([true, false], [1, double.NaN]), ErrorCodes.ScoreNotFinite);
        Refused(() => RocCurve.Auc([true, false], [1]), ErrorCodes.WrongShape);
        RocCurve.Auc([true, false], [double.PositiveInfinity, 1]).Should().Be(1);
    }

    private static void Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code);

    private static bool[] Positive((bool, double)[] samples) => Array.ConvertAll(samples, each => each.Item1);

    private static double[] Scores((bool, double)[] samples) => Array.ConvertAll(samples, each => each.Item2);

    private static double Auc((bool, double)[] samples) => RocCurve.Auc(Positive(samples), Scores(samples));
}
