using Histo.Ssl.Evaluation;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>The logistic probe against scikit-learn's newton-cg with a tight tolerance.</summary>
public class EvalLogisticGolden : IGoldenCheck
{
    public string Stem => "eval_logistic_probe";

    public void Check(GoldenCase golden)
    {
        FeatureMatrix train = golden.Matrix("X"), test = golden.Matrix("X_test");
        int[] labels = golden.Ints("y"), testLabels = golden.Ints("y_test");
        LogisticModel model = LogisticRegression.Fit(train, labels, golden.Integer("classes"), new LogisticOptions { C = golden.Number("C") });
        model.Converged.Should().BeTrue();
        golden.ShouldMatch("objective", model.Objective);
        golden.ShouldMatch("coef", [.. Enumerable.Range(0, model.Outputs).SelectMany(k => model.Weights(k).ToArray())]);
        golden.ShouldMatch("intercept", [.. Enumerable.Range(0, model.Outputs).Select(model.Intercept)]);
        golden.ShouldMatch("test_probabilities", model.Probabilities(test).Values);
        int[] predicted = model.Predict(test);
        predicted.Should().Equal(golden.Ints("test_pred"));
        ConfusionMatrix.Of(testLabels, predicted).Accuracy.Should().Be(golden.Scalar("test_accuracy"));
        ConfusionMatrix.Of(labels, model.Predict(train)).Accuracy.Should().Be(golden.Scalar("train_accuracy"));
        model.GradientNorm.Should().BeLessThan(1e-5, "the reference ended at {0}", golden.Scalar("gradient_norm"));
        golden.Keys.Should().HaveCount(12, "every key is checked");
    }
}
