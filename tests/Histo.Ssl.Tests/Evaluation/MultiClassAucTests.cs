using Histo.Ssl.Evaluation;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Evaluation;

public class MultiClassAucTests
{
    [Fact]
    public void Macro_TwoClasses_IsTheBinaryAuc()
    {
        double[] scores = [0.1, 0.9, 0.4, 0.6, 0.6];
        int[] truth = [0, 1, 1, 0, 1];
        var both = new FeatureMatrix(5, 2, [.. scores.SelectMany(score => new[] { 1 - score, score })]);
        double binary = RocCurve.Auc(Array.ConvertAll(truth, label => label == 1), scores);
        MultiClassAuc.Macro(truth, both).Should().BeApproximately(binary, 1e-15);
        MultiClassAuc.OneVersusOne(truth, both).Should().BeApproximately(binary, 1e-15);
    }

    [Fact]
    public void All_ClassesPermuted_AreTheSame()
    {
        var random = new CounterRandom(1, 0, 0, RandomSlot.Custom);
        int[] truth = new int[60], moved = new int[60];
        FeatureMatrix scores = new(60, 3), permuted = new(60, 3);
        for (int i = 0; i < 60; i++)
        {
            truth[i] = i % 3;
            moved[i] = (truth[i] + 1) % 3;
            for (int c = 0; c < 3; c++)
            {
                scores.Row(i)[c] = permuted.Row(i)[(c + 1) % 3] = random.NextDouble() + (c == truth[i] ? 0.3 : 0);
            }
        }

        MultiClassAuc.Macro(moved, permuted).Should().BeApproximately(MultiClassAuc.Macro(truth, scores), 1e-14);
        MultiClassAuc.Weighted(moved, permuted).Should().BeApproximately(MultiClassAuc.Weighted(truth, scores), 1e-14);
        MultiClassAuc.OneVersusOne(moved, permuted).Should().BeApproximately(MultiClassAuc.OneVersusOne(truth, scores), 1e-14);
    }

    [Fact]
    public void Macro_AbsentClass_IsLeftOut()
    {
        var scores = new FeatureMatrix(2, 3, [0.8, 0.1, 0.1, 0.1, 0.8, 0.1]);
        MultiClassAuc.OneVersusRest([0, 1], scores).Should().Equal(1, 1, double.NaN);
        MultiClassAuc.Macro([0, 1], scores).Should().Be(1);
        Action one = () => MultiClassAuc.Macro([0, 0], scores);
        one.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.ClassMissing);
    }
}
