using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class KnnClassifierTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(13, 7)]
    [InlineData(37, 40)]
    public void Nearest_AnySize_EqualsSorting(int columns, int k)
    {
        (FeatureMatrix train, int[] labels) = RandomFeatures.Classes(40, columns, 2, 1);
        (FeatureMatrix test, _) = RandomFeatures.Classes(11, columns, 2, 1, seed: 9);
        Neighbours found = new KnnClassifier(train, labels, 2).Nearest(test, k);
        for (int row = 0; row < test.Rows; row++)
        {
            double[] cosines = [.. Enumerable.Range(0, 40).Select(other => Cosine(test.Row(row), train.Row(other)))];
            int[] expected = [.. Enumerable.Range(0, 40).OrderByDescending(other => Math.Round(cosines[other], 12)).ThenBy(other => other).Take(k)];
            found.Indices[(row * k)..((row + 1) * k)].Should().Equal(expected);
            for (int i = 0; i < k; i++)
            {
                found.Similarities[(row * k) + i].Should().BeApproximately(cosines[expected[i]], 1e-12);
            }
        }
    }

    [Fact]
    public void Scores_ScaledOrRotatedRows_AreTheSame()
    {
        (FeatureMatrix train, int[] labels) = RandomFeatures.Classes(30, 2, 3, 1);
        var turned = new FeatureMatrix(30, 2);
        for (int row = 0; row < 30; row++)
        {
            (turned.Row(row)[0], turned.Row(row)[1]) = (-5 * train.Row(row)[1], 5 * train.Row(row)[0]);
        }

        FeatureMatrix plain = Score(train, train, labels), other = Score(turned, turned, labels);
        for (int i = 0; i < plain.Values.Length; i++)
        {
            other.Values[i].Should().BeApproximately(plain.Values[i], 1e-10);
        }

        for (int row = 0; row < 30; row++)
        {
            plain.Row(row).ToArray().Sum().Should().BeApproximately(1, 1e-12);
        }
    }

    [Fact]
    public void Scores_LowTemperature_VotesForTheNearest()
    {
        var knn = new KnnClassifier(new FeatureMatrix(3, 2, [1, 0, 0, 1, 1, 0.1]), [0, 1, 1], 2);
        Neighbours found = knn.Nearest(new FeatureMatrix(1, 2, [2, 0]), 3);
        knn.Scores(found, 3, 1e-5).Row(0)[0].Should().BeApproximately(1, 1e-12);
        knn.Scores(found, 3, 1e5).Row(0)[0].Should().BeApproximately(1.0 / 3, 1e-5);
    }

    [Fact]
    public void Nearest_WhatCannotBe_IsRefusedWithItsCode()
    {
        var knn = new KnnClassifier(new FeatureMatrix(3, 2), [0, 1, 1], 2);
        Refused(() => knn.Nearest(new FeatureMatrix(1, 2), 4), ErrorCodes.InvalidOption);
        Refused(() => knn.Nearest(new FeatureMatrix(1, 3), 1), ErrorCodes.WrongShape);
        Refused(() => knn.Scores(knn.Nearest(new FeatureMatrix(1, 2), 1), 1, 0), ErrorCodes.InvalidOption);
        Refused(() => _ = new KnnClassifier(new FeatureMatrix(3, 2), [0, 1, 2], 2), ErrorCodes.WrongShape);
    }

    private static FeatureMatrix Score(FeatureMatrix train, FeatureMatrix test, int[] labels)
    {
        var knn = new KnnClassifier(train, labels, 3);
        return knn.Scores(knn.Nearest(test, 5), 5);
    }

    private static double Cosine(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }

        return dot / Math.Sqrt(aa * bb);
    }

    private static void Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code);
}
