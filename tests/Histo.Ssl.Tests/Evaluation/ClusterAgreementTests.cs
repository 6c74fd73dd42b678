using CsCheck;
using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class ClusterAgreementTests
{
    [Fact]
    public void All_RenamedPermutedOrSwapped_AreTheSame() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4]).Array[2, 40].Sample(pairs =>
    {
        double[] plain = All(pairs);
        double[][] others = [All([.. pairs.Reverse()]), All([.. pairs.Select(pair => (9 - pair.Item1, pair.Item2 * pair.Item2))]), All([.. pairs.Select(pair => (pair.Item2, pair.Item1))])];
        foreach (double[] other in others)
        {
            for (int i = 0; i < plain.Length; i++)
            {
                other[i].Should().BeApproximately(plain[i], 1e-9);
            }
        }

        plain[0].Should().BeInRange(0, 1 + 1e-12);
    });

    [Fact]
    public void All_EqualPartitions_AreOne() => Gen.Int[0, 5].Array[2, 40].Sample(labels =>
    {
        foreach (double value in All([.. labels.Select(label => (label, label + 3))]).Take(4).Append(new ClusterAgreement(labels, labels).AdjustedRand))
        {
            value.Should().BeApproximately(1, 1e-9);
        }
    });

    [Fact]
    public void AdjustedScores_RandomPartitions_AreNearZeroOnAverage()
    {
        double ami = 0, ari = 0, nmi = 0;
        for (int draw = 0; draw < 200; draw++)
        {
            var random = new Ssl.Randomness.CounterRandom(2, draw, 0, Ssl.Randomness.RandomSlot.Custom);
            int[] first = new int[30], second = new int[30];
            for (int i = 0; i < 30; i++)
            {
                (first[i], second[i]) = (random.Next(4), random.Next(4));
            }

            var agreement = new ClusterAgreement(first, second);
            ami += agreement.AdjustedMutualInformation / 200;
            ari += agreement.AdjustedRand / 200;
            nmi += agreement.NormalisedMutualInformation() / 200;
        }

        ami.Should().BeApproximately(0, 0.02);
        ari.Should().BeApproximately(0, 0.02);
        nmi.Should().BeGreaterThan(0.08, "it is not adjusted for chance");
    }

    [Fact]
    public void Silhouette_TwoPairs_ClosedForm()
    {
        double[] samples = Silhouette.Samples(new FeatureMatrix(4, 1, [0, 1, 10, 11]), [0, 0, 1, 1]);
        samples[0].Should().BeApproximately((10.5 - 1) / 10.5, 1e-15);
        samples[1].Should().BeApproximately((9.5 - 1) / 9.5, 1e-15);
        Silhouette.Samples(new FeatureMatrix(3, 1), [0, 0, 1]).Should().Equal(0, 0, 0);
        Action one = () => Silhouette.Mean(new FeatureMatrix(3, 1), [1, 1, 1]);
        one.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.ClassMissing);
    }

    private static double[] All((int, int)[] pairs)
    {
        var agreement = new ClusterAgreement(Array.ConvertAll(pairs, pair => pair.Item1), Array.ConvertAll(pairs, pair => pair.Item2));
        return
        [
            agreement.NormalisedMutualInformation(), agreement.NormalisedMutualInformation(NmiAverage.Geometric), agreement.NormalisedMutualInformation(NmiAverage.Min),
            agreement.NormalisedMutualInformation(NmiAverage.Max), agreement.MutualInformation, agreement.AdjustedRand,
        ];
    }
}
