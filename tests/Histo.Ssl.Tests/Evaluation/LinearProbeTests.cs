using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Randomness;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Evaluation;

public class LinearProbeTests
{
    [Theory]
    [InlineData(2, false, false)]
    [InlineData(3, false, true)]
    [InlineData(3, true, false)]
    [InlineData(2, true, true)]
    public void Fit_SomeEpochs_EqualsANaiveLoop(int classes, bool batchNorm, bool balanced)
    {
        (FeatureMatrix features, int[] labels) = Cloud(rows: 45, columns: 5, classes, signal: 1);
        var options = new LinearProbeOptions { Epochs = 4, BatchSize = 20, LearningRate = 2, BatchNorm = batchNorm, BalancedWeights = balanced, Seed = 9 };
        LinearModel model = LinearProbe.Fit(features, labels, classes, options);
        double[,] expected = Naive(features, labels, classes, options);
        FeatureMatrix probabilities = model.Probabilities(features);
        for (int row = 0; row < features.Rows; row++)
        {
            for (int c = 0; c < classes; c++)
            {
                probabilities.Row(row)[c].Should().BeApproximately(expected[row, c], 1e-10);
            }
        }
    }

    [Fact]
    public void Fit_LastBatchOfOneRow_IsLeftOutOfBatchNormOnly()
    {
        (FeatureMatrix features, int[] labels) = Cloud(rows: 21, columns: 3, 2, signal: 1);
        var options = new LinearProbeOptions { Epochs = 3, BatchSize = 20, BatchNorm = true };
        LinearModel model = LinearProbe.Fit(features, labels, 2, options);
        model.Probabilities(features).Row(4)[1].Should().BeApproximately(Naive(features, labels, 2, options)[4, 1], 1e-10);
    }

    [Fact]
    public void Fit_OneFullBatchWithoutDecay_ApproachesTheLogisticMinimum()
    {
        // Overlapping classes: the cross-entropy has one minimum, which a nearly unpenalised logistic regression finds.
        (FeatureMatrix features, int[] labels) = Cloud(rows: 200, columns: 3, 2, signal: 0.5);
        LinearModel model = LinearProbe.Fit(features, labels, 2, new LinearProbeOptions { Epochs = 2000, BatchSize = 200, LearningRate = 1 });
        FeatureMatrix expected = LogisticRegression.Fit(features, labels, 2, new LogisticOptions { C = 1e6 }).Probabilities(features), actual = model.Probabilities(features);
        for (int row = 0; row < 200; row++)
        {
            actual.Row(row)[1].Should().BeApproximately(expected.Row(row)[1], 1e-4);
        }
    }

    [Fact]
    public void CrossValidate_SeparableFeatures_ArePerfect()
    {
        ClassifierReport report = new LinearProbeRunner(new LinearProbeOptions { Epochs = 10 }).CrossValidate(LabelledSets.Create(signal: 10));
        (report.Auc, report.BalancedAccuracy, report.Accuracy).Should().Be((1, 1, 1));
        report.Folds.Should().HaveCount(5).And.OnlyContain(fold => fold.Groups.Count == 2);
        (report.Probe, report.TilesBetweenThresholds, report.TilesWithoutLabel).Should().Be(("linear", 40, 40));
        report.Tiles.Should().Equal(new Dictionary<string, int> { ["negative"] = 160, ["positive"] = 160 });
    }

    [Fact]
    public void CrossValidate_FeatureThatNamesTheSlide_DoesNotLeak() =>
        new LinearProbeRunner(new LinearProbeOptions { Epochs = 10, BatchNorm = true }).CrossValidate(LabelledSets.Create(signal: 0, slideSignal: 50)).Auc.Should().BeInRange(0.35, 0.65);

    [Fact]
    public void CrossValidate_BatchNorm_DoesNotCareAboutScale()
    {
        EmbeddingSet set = LabelledSets.Create(signal: 1), small = LabelledSets.With(set, features: Array.ConvertAll(set.Features, value => value / 64));
        // Running statistics start at mean 0 and variance 1, which takes many steps to forget.
        var options = new LinearProbeOptions { Epochs = 60, BatchSize = 64, BatchNorm = true };
        ClassifierReport first = new LinearProbeRunner(options).CrossValidate(set), second = new LinearProbeRunner(options).CrossValidate(small);
        second.Auc.Should().BeApproximately(first.Auc, 1e-3, "only eps sees the scale");
        second.Accuracy.Should().BeApproximately(first.Accuracy, 1e-2);
    }

    [Fact]
    public void FitAndTest_TwoCohorts_TestsOnTheSecond()
    {
        var runner = new LinearProbeRunner(new LinearProbeOptions { Epochs = 5 });
        EmbeddingSet train = LabelledSets.Create(signal: 10), test = LabelledSets.Create(signal: 10, prefix: "T", seed: 8);
        ClassifierReport report = runner.FitAndTest(train, test);
        report.Folds.Should().ContainSingle().Which.TestTiles["positive"].Should().Be(160);
        (report.Auc, report.Tiles["negative"]).Should().Be((1, 320));
        Refused(() => runner.FitAndTest(train, train), ErrorCodes.GroupLeak);
    }

    [Fact]
    public void ToJson_AnyCulture_ComesBack()
    {
        ClassifierReport report = new LinearProbeRunner(new LinearProbeOptions { Epochs = 2, LearningRate = 0.25 }).CrossValidate(LabelledSets.Create(signal: 1));
        string json = report.ToJson();
        json.Should().Contain("\"probe\": \"linear\"").And.Contain("\"learningRate\": 0.25").And.Contain("\"balancedAccuracy\"").And.Contain("\"target\": \"auto\"");
        using (Culture.German())
        {
            report.ToJson().Should().Be(json);
            ClassifierReport.FromJson(json).Should().BeEquivalentTo(report);
            ClassifierReport.FromJson(json).Options.Should().BeOfType<LinearProbeOptions>().Which.Epochs.Should().Be(2);
        }
    }

    [Fact]
    public void Fit_WhatCannotBeTrained_IsRefusedWithItsCode()
    {
        (FeatureMatrix features, int[] labels) = Cloud(rows: 40, columns: 3, 2, signal: 1);
        Refused(() => _ = new LinearProbeRunner(new LinearProbeOptions { Epochs = 0 }), ErrorCodes.InvalidOption);
        Refused(() => _ = new LinearProbeRunner(new LinearProbeOptions { LearningRate = double.NaN }), ErrorCodes.InvalidOption);
        Refused(() => LinearProbe.Fit(features, labels, 3), ErrorCodes.ClassMissing);
        Refused(() => LinearProbe.Fit(features, labels.AsSpan(1), 2), ErrorCodes.WrongShape);
        features.Row(3)[1] = double.NaN;
        Refused(() => LinearProbe.Fit(features, labels, 2), ErrorCodes.ProbeDiverged);
    }

    // The same training written out: logits, softmax, mean gradient, momentum, per-epoch cosine; batch statistics in training and running ones afterwards.
    private static double[,] Naive(FeatureMatrix features, int[] labels, int classes, LinearProbeOptions options)
    {
        int n = features.Rows, d = features.Columns;
        double[,] w = new double[classes, d + 1], v = new double[classes, d + 1];
        double[] runningMean = new double[d], runningVariance = [.. Enumerable.Repeat(1.0, d)];
        for (int c = 0; c < classes; c++)
        {
            var random = new CounterRandom(options.Seed, 0, c, RandomSlot.Evaluation);
            for (int j = 0; j < d; j++)
            {
                w[c, j] = 0.01 * random.NextGaussian();
            }
        }

        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            double rate = options.LearningRate * options.BatchSize / 256 * (1 + Math.Cos(Math.PI * epoch / options.Epochs)) / 2;
            var order = new Permutation(n, options.Seed, epoch);
            foreach (int[] rows in Enumerable.Range(0, n).Select(i => order[i]).Chunk(options.BatchSize))
            {
                if (options.BatchNorm && rows.Length == 1)
                {
                    continue;
                }

                double[] mean = new double[d], variance = new double[d];
                for (int j = 0; j < d; j++)
                {
                    mean[j] = rows.Average(row => features.Row(row)[j]);
                    variance[j] = rows.Average(row => Math.Pow(features.Row(row)[j] - mean[j], 2));
                    runningMean[j] = (0.9 * runningMean[j]) + (0.1 * mean[j]);
                    runningVariance[j] = (0.9 * runningVariance[j]) + (0.1 * variance[j] * rows.Length / (rows.Length - 1));
                }

                double Weight(int row) => options.BalancedWeights ? (double)n / classes / labels.Count(label => label == labels[row]) : 1;
                double total = rows.Sum(Weight);
                var gradient = new double[classes, d + 1];
                foreach (int row in rows)
                {
                    double[] x = [.. Input(row, mean, variance), 1];
                    double[] p = Softmax(x);
                    for (int c = 0; c < classes; c++)
                    {
                        for (int j = 0; j <= d; j++)
                        {
                            gradient[c, j] += Weight(row) / total * (p[c] - (labels[row] == c ? 1 : 0)) * x[j];
                        }
                    }
                }

                for (int c = 0; c < classes; c++)
                {
                    for (int j = 0; j <= d; j++)
                    {
                        v[c, j] = (0.9 * v[c, j]) + gradient[c, j];
                        w[c, j] -= rate * v[c, j];
                    }
                }
            }
        }

        var result = new double[n, classes];
        for (int row = 0; row < n; row++)
        {
            double[] p = Softmax([.. Input(row, runningMean, runningVariance), 1]);
            for (int c = 0; c < classes; c++)
            {
                result[row, c] = p[c];
            }
        }

        return result;

        double[] Input(int row, double[] mean, double[] variance) =>
            [.. Enumerable.Range(0, d).Select(j => options.BatchNorm ? (features.Row(row)[j] - mean[j]) / Math.Sqrt(variance[j] + 1e-6) : features.Row(row)[j])];

        double[] Softmax(double[] x)
        {
            double[] z = [.. Enumerable.Range(0, classes).Select(c => Math.Exp(Enumerable.Range(0, d + 1).Sum(j => w[c, j] * x[j])))];
            return [.. z.Select(value => value / z.Sum())];
        }
    }

    private static (FeatureMatrix Features, int[] Labels) Cloud(int rows, int columns, int classes, double signal)
    {
        var features = new FeatureMatrix(rows, columns);
        var labels = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            var random = new CounterRandom(4, 0, row, RandomSlot.Custom);
            labels[row] = row % 7 % classes;
            for (int column = 0; column < columns; column++)
            {
                features.Row(row)[column] = random.NextGaussian() + (labels[row] == column ? signal : 0) + (0.3 * column);
            }
        }

        return (features, labels);
    }

    private static void Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code);
}
