using Histo.Ssl.Evaluation;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>Cluster agreement, k-means from given centres and silhouettes against scikit-learn.</summary>
public class EvalClusteringGolden : IGoldenCheck
{
    public string Stem => "eval_clustering";

    public void Check(GoldenCase golden)
    {
        switch (golden.Text("kind"))
        {
            case "agreement":
                Agreement(golden);
                break;
            case "kmeans_silhouette":
                Clustering(golden);
                break;
            default:
                double[] samples = Silhouette.Samples(golden.Matrix("X"), golden.Ints("labels"));
                golden.ShouldMatch("silhouette_samples_euclidean", samples);
                golden.ShouldMatch("silhouette_euclidean", samples.Average());
                golden.Keys.Should().HaveCount(4);
                break;
        }
    }

    private static void Agreement(GoldenCase golden)
    {
        var agreement = new ClusterAgreement(golden.Ints("labels_true"), golden.Ints("labels_pred"));
        golden.ShouldMatch("nmi_arithmetic", agreement.NormalisedMutualInformation());
        golden.ShouldMatch("nmi_geometric", agreement.NormalisedMutualInformation(NmiAverage.Geometric));
        golden.ShouldMatch("nmi_min", agreement.NormalisedMutualInformation(NmiAverage.Min));
        golden.ShouldMatch("nmi_max", agreement.NormalisedMutualInformation(NmiAverage.Max));
        golden.ShouldMatch("mutual_info", agreement.MutualInformation);
        golden.ShouldMatch("ari", agreement.AdjustedRand);
        double ami = agreement.AdjustedMutualInformation;
        if (Math.Abs(golden.Scalar("ami")) < 1e-14)
        {
            // Exactly 0 by its formula; what the reference holds is the rounding of its own sum.
            ami.Should().BeApproximately(0, 1e-14);
        }
        else
        {
            golden.ShouldMatch("ami", ami);
        }

        golden.Keys.Should().HaveCount(9, "every key is checked");
    }

    private static void Clustering(GoldenCase golden)
    {
        FeatureMatrix rows = golden.Matrix("X"), centres = golden.Matrix("init_centers");
        KMeansResult last = null!;
        foreach ((string name, int most) in new[] { ("iter1", 1), ("iter2", 2), ("iter3", 3), ("converged", 300) })
        {
            last = KMeans.Fit(rows, centres, most);
            golden.ShouldMatch($"{name}.centers", last.Centres.Values);
            golden.ShouldMatch($"{name}.labels", Array.ConvertAll(last.Labels, label => (double)label));
            golden.ShouldMatch($"{name}.inertia", last.Inertia);
            golden.ShouldMatch($"{name}.n_iter", last.Iterations);
        }

        golden.ShouldMatch("nmi_vs_truth", new ClusterAgreement(golden.Ints("truth"), last.Labels).NormalisedMutualInformation());
        golden.ShouldMatch("silhouette_samples_euclidean", Silhouette.Samples(rows, last.Labels));
        golden.ShouldMatch("silhouette_euclidean", Silhouette.Mean(rows, last.Labels));
        golden.ShouldMatch("silhouette_samples_cosine", Silhouette.Samples(rows, last.Labels, DistanceMetric.Cosine));
        golden.ShouldMatch("silhouette_cosine", Silhouette.Mean(rows, last.Labels, DistanceMetric.Cosine));
        golden.Keys.Should().HaveCount(3 + 16 + 5, "every key is checked");
    }
}
