using Histo.Ssl.Evaluation;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Evaluation;

public class FeatureHealthTests
{
    [Fact]
    public void EffectiveRank_ClosedForms_Hold()
    {
        EffectiveRank.Of(new FeatureMatrix(3, 3, [2, 0, 0, 0, 2, 0, 0, 0, 2])).Should().BeApproximately(3, 1e-12);
        EffectiveRank.Of(new FeatureMatrix(3, 2, [1, 2, 2, 4, -1, -2])).Should().BeApproximately(1, 1e-9);
        double p = 3.0 / 4;
        EffectiveRank.Of(new FeatureMatrix(2, 2, [3, 0, 0, 1])).Should().BeApproximately(Math.Exp(-(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p))), 1e-12);
        EffectiveRank.Of(new FeatureMatrix(3, 2, [1, 5, 1, 6, 1, 7]), centre: true).Should().BeApproximately(1, 1e-9);
        LiveTensors.ShouldStayConstant(() => EffectiveRank.Of(new FeatureMatrix(2, 2, [3, 0, 0, 1])));
    }

    [Fact]
    public void FeatureSpread_CollapsedAndSpread_AreToldApart()
    {
        (FeatureMatrix features, _) = RandomFeatures.Classes(2000, 32, 1, 0);
        FeatureSpread.OnSphere(features).Should().BeApproximately(1, 0.02);
        FeatureSpread.OnSphere(new FeatureMatrix(3, 2, [1, 2, 2, 4, 3, 6])).Should().BeApproximately(0, 1e-12);
        FeatureSpread.PerDimension(new FeatureMatrix(2, 2, [0, 5, 2, 5])).Should().Equal(Math.Sqrt(2), 0);
    }

    [Fact]
    public void PairCosine_EqualPairs_AreOneAndRandomOnesNot()
    {
        (FeatureMatrix features, _) = RandomFeatures.Classes(500, 64, 1, 0);
        PairCosine cosine = PairCosine.Of(features, features);
        cosine.Positive.Should().BeApproximately(1, 1e-12);
        cosine.Random.Should().BeApproximately(0, 0.03);
        cosine.Gap.Should().Be(cosine.Positive - cosine.Random);
        PairCosine.Of(features, features).Should().Be(cosine);
        PairCosine.Of(new FeatureMatrix(2, 2, [1, 0, 0, 1]), new FeatureMatrix(2, 2, [2, 0, 0, 3])).Should().Be(new PairCosine(1, 0), "the other pair is the only random one");
    }
}
