using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class KMeansTests
{
    [Fact]
    public void Fit_SeparatedClusters_AreFound()
    {
        (FeatureMatrix features, int[] labels) = RandomFeatures.Classes(300, 5, 4, 40);
        KMeansResult result = KMeans.Fit(features, 4);
        new ClusterAgreement(labels, result.Labels).AdjustedRand.Should().Be(1);
        KMeans.Predict(features, result.Centres).Should().Equal(result.Labels);
    }

    [Fact]
    public void Fit_SeedAndRepeat_DecideAlone()
    {
        (FeatureMatrix features, _) = RandomFeatures.Classes(200, 6, 3, 0.5);
        KMeansResult first = KMeans.Fit(features, 5, new KMeansOptions { Seed = 4 }), again = KMeans.Fit(features, 5, new KMeansOptions { Seed = 4 });
        again.Centres.Values.Should().Equal(first.Centres.Values);
        again.Labels.Should().Equal(first.Labels);
        KMeans.Fit(features, 5, new KMeansOptions { Seed = 4, Starts = 40 }).Inertia.Should().BeLessThanOrEqualTo(first.Inertia);
        KMeans.Fit(features, 5, new KMeansOptions { Seed = 5, Starts = 1 }).Labels.Should().NotEqual(KMeans.Fit(features, 5, new KMeansOptions { Seed = 6, Starts = 1 }).Labels);
    }

    [Fact]
    public void Fit_EmptyCluster_TakesTheFarthestRow()
    {
        var features = new FeatureMatrix(4, 1, [0, 1, 2, 10]);
        KMeansResult result = KMeans.Fit(features, new FeatureMatrix(2, 1, [1, 1000]));
        result.Labels.Should().Equal(0, 0, 0, 1);
        result.Inertia.Should().Be(2);
    }

    [Fact]
    public void Fit_AsManyClustersAsRows_HasNoInertia()
    {
        (FeatureMatrix features, _) = RandomFeatures.Classes(12, 3, 2, 1);
        KMeans.Fit(features, 12).Inertia.Should().Be(0);
        KMeans.Fit(new FeatureMatrix(5, 2), 3).Inertia.Should().Be(0, "equal rows are no reason to fail");
        Action many = () => KMeans.Fit(features, 13);
        many.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.InvalidOption);
    }

    [Fact]
    public void Fit_MoreUpdates_NeverRaiseTheInertia()
    {
        (FeatureMatrix features, _) = RandomFeatures.Classes(150, 4, 3, 0.5);
        FeatureMatrix centres = features.Select([0, 1, 2, 3, 4, 5]);
        double before = double.PositiveInfinity;
        for (int most = 1; most < 15; most++)
        {
            double inertia = KMeans.Fit(features, centres, most).Inertia;
            inertia.Should().BeLessThanOrEqualTo(before + 1e-9);
            before = inertia;
        }
    }
}
