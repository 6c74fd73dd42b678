using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class LogisticRegressionTests
{
    [Theory]
    [InlineData(2, 0.01, true)]
    [InlineData(2, 100, false)]
    [InlineData(4, 0.01, true)]
    [InlineData(4, 10, false)]
    public void Fit_AnyProblem_EndsWhereTheGradientVanishes(int classes, double c, bool balanced)
    {
        (FeatureMatrix features, int[] labels) = RandomFeatures.Classes(700, 9, classes, 1.5);
        int[] kept = [.. Enumerable.Range(0, 700).Where(row => labels[row] != 0 || row % 5 == 0)];
        features = features.Select(kept);
        labels = Array.ConvertAll(kept, row => labels[row]);
        LogisticModel model = LogisticRegression.Fit(features, labels, classes, new LogisticOptions { C = c, BalancedWeights = balanced });
        model.Converged.Should().BeTrue();

        // The gradient anew, from the probabilities.
        FeatureMatrix probabilities = model.Probabilities(features);
        int[] members = [.. Enumerable.Range(0, classes).Select(k => labels.Count(label => label == k))];
        for (int output = 0; output < model.Outputs; output++)
        {
            int k = classes == 2 ? 1 : output;
            double intercept = 0;
            double[] gradient = model.Weights(output).ToArray();
            for (int row = 0; row < features.Rows; row++)
            {
                double weight = balanced ? (double)labels.Length / classes / members[labels[row]] : 1;
                double residual = weight * c * (probabilities.Row(row)[k] - (labels[row] == k ? 1 : 0));
                intercept += residual;
                for (int d = 0; d < gradient.Length; d++)
                {
                    gradient[d] += residual * features.Row(row)[d];
                }
            }

            gradient.Append(intercept).Should().OnlyContain(value => Math.Abs(value) < 1e-5 * Math.Max(1, c));
        }
    }

    [Fact]
    public void Fit_InterceptOnly_IsTheLogOfTheOdds()
    {
        LogisticModel model = LogisticRegression.Fit(new FeatureMatrix(8, 1), [1, 1, 1, 1, 1, 1, 0, 0], 2);
        model.Intercept(0).Should().BeApproximately(Math.Log(3), 1e-7);
        model.Weights(0)[0].Should().Be(0);
        LogisticRegression.Fit(new FeatureMatrix(8, 1), [1, 1, 1, 1, 1, 1, 0, 0], 2, new LogisticOptions { BalancedWeights = true }).Intercept(0).Should().BeApproximately(0, 1e-7);
    }

    [Fact]
    public void Fit_Twice_IsTheSameToTheLastBit()
    {
        (FeatureMatrix features, int[] labels) = RandomFeatures.Classes(3000, 17, 3, 0.7);
        double[] First() => LogisticRegression.Fit(features, labels, 3).Probabilities(features).Values;
        First().Should().Equal(First());
    }

    [Fact]
    public void Fit_ShiftedFeatures_KeepsProbabilities()
    {
        (FeatureMatrix features, int[] labels) = RandomFeatures.Classes(200, 3, 2, 1);
        var shifted = new FeatureMatrix(200, 3, [.. features.Values.Select(value => value + 0.5)]);
        double[] plain = LogisticRegression.Fit(features, labels, 2).Probabilities(features).Values, other = LogisticRegression.Fit(shifted, labels, 2).Probabilities(shifted).Values;
        for (int i = 0; i < plain.Length; i++)
        {
            other[i].Should().BeApproximately(plain[i], 1e-6, "the intercept is free");
        }
    }

    [Fact]
    public void Fit_MissingClass_IsRefused()
    {
        Action fit = () => LogisticRegression.Fit(new FeatureMatrix(2, 1), [0, 2], 3);
        fit.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.ClassMissing);
    }

    [Fact]
    public void Standardiser_TrainingRows_HaveMeanZeroAndDeviationOne()
    {
        (FeatureMatrix features, _) = RandomFeatures.Classes(50, 4, 2, 30);
        for (int row = 0; row < 50; row++)
        {
            features.Row(row)[3] = 1e6;
        }

        FeatureMatrix scaled = Standardiser.Fit(features).Transform(features);
        for (int d = 0; d < 4; d++)
        {
            double[] column = [.. Enumerable.Range(0, 50).Select(row => scaled.Row(row)[d])];
            column.Average().Should().BeApproximately(0, 1e-9);
            column.Average(value => value * value).Should().BeApproximately(d == 3 ? 0 : 1, 1e-12);
        }
    }
}
