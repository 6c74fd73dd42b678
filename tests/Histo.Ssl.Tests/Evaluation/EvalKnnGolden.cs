using Histo.Ssl.Evaluation;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>Weighted kNN against scikit-learn, lightly and DINOv2.</summary>
public class EvalKnnGolden : IGoldenCheck
{
    public string Stem => "eval_knn";

    public void Check(GoldenCase golden)
    {
        int[] testLabels = golden.Ints("test_labels");
        double temperature = golden.Number("temperature");
        int[] ks = [.. golden.Parameters.GetProperty("k").EnumerateArray().Select(k => k.GetInt32())];
        var knn = new KnnClassifier(golden.Matrix("train_features"), golden.Ints("train_labels"), golden.Integer("classes"));
        Neighbours found = knn.Nearest(golden.Matrix("test_features"), ks.Max());
        golden.ShouldMatch("topk_index", Array.ConvertAll(found.Indices, index => (double)index));
        golden.ShouldMatch("topk_similarity", found.Similarities);
        int keys = 6;
        foreach (int k in ks)
        {
            FeatureMatrix scores = knn.Scores(found, k, temperature);
            int[] predicted = KnnClassifier.Predict(scores);
            golden.ShouldMatch($"k{k}.scores", scores.Values);
            golden.ShouldMatch($"k{k}.pred", Array.ConvertAll(predicted, label => (double)label));
            golden.ShouldMatch($"k{k}.accuracy", ConfusionMatrix.Of(testLabels, predicted).Accuracy);
            golden.ShouldMatch($"k{k}.dinov2_probabilities", knn.DinoScores(found, k, temperature).Values);
            keys += 4;
        }

        golden.Keys.Should().HaveCount(keys, "every key is checked");
    }
}
