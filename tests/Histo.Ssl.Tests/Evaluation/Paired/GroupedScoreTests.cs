using Histo.Ssl.Evaluation;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>Scores of groups against the plain scores of rows that are there as often as their group was drawn.</summary>
public class GroupedScoreTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Auc_AnyWeights_EqualsAucOfRepeatedRows(int classes)
    {
        (string[] groups, int[] truth, FeatureMatrix scores) = Sample(120, classes, seed: 1);
        var builder = new GroupedAucBuilder();
        builder.Add(0, groups, truth, scores);
        GroupedAuc auc = builder.Build();
        foreach (int[] weights in new int[][] { [1, 1, 1, 1], [2, 0, 1, 1], [0, 3, 0, 1] })
        {
            int[] rows = Repeat(groups, weights);
            double plain = classes == 2 ? RocCurve.Auc([.. rows.Select(row => truth[row] == 1)], [.. rows.Select(row => scores.Row(row)[1])]) : MultiClassAuc.Macro(rows.Select(row => truth[row]).ToArray(), scores.Select(rows));
            auc.Value(weights).Should().BeApproximately(plain, 1e-12);
        }
    }

    [Fact]
    public void Auc_SeveralFolds_IsTheMeanOfTheFolds()
    {
        (string[] groups, int[] truth, FeatureMatrix scores) = Sample(120, 2, seed: 2);
        var builder = new GroupedAucBuilder();
        double expected = 0;
        foreach (string[] fold in new string[][] { ["a", "b"], ["c", "d"] })
        {
            int[] rows = [.. Enumerable.Range(0, groups.Length).Where(row => fold.Contains(groups[row]))];
            builder.Add(fold[0][0], [.. rows.Select(row => groups[row])], rows.Select(row => truth[row]).ToArray(), scores.Select(rows));
            expected += RocCurve.Auc([.. rows.Select(row => truth[row] == 1)], [.. rows.Select(row => scores.Row(row)[1])]) / 2;
        }

        builder.Build().Value().Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void Auc_SeveralDraws_IsTheMeanOfTheDraws()
    {
        (string[] groups, int[] truth, FeatureMatrix first) = Sample(80, 2, seed: 3);
        FeatureMatrix second = Sample(80, 2, seed: 4).Scores;
        double[] alone = Array.ConvertAll(new[] { first, second }, scores => Single(groups, truth, scores).Value()!.Value);
        var both = new GroupedAucBuilder();
        both.Add(0, groups, truth, first);
        both.Add(0, groups, truth, second);
        both.Build().Value().Should().BeApproximately(alone.Average(), 1e-12);
    }

    [Fact]
    public void Auc_GroupsWithoutAClass_IsNotDefined()
    {
        GroupedAuc auc = Single(["a", "a", "b"], [0, 0, 1], new FeatureMatrix(3, 2, [1, 0, 1, 0, 0, 1]));
        auc.Value([1, 0]).Should().BeNull();
        auc.Value([1, 1]).Should().Be(1);
    }

    [Fact]
    public void Auc_WrongNumberOfWeights_SaysHowMany() =>
        FluentActions.Invoking(() => Single(["a", "b"], [0, 1], new FeatureMatrix(2, 2, [1, 0, 0, 1])).Value([1])).Should().Throw<HistoException>().WithMessage("*HS0002*1*2*");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Accuracy_AnyWeights_EqualsAccuracyOfRepeatedRows(bool balanced)
    {
        (string[] groups, int[] truth, FeatureMatrix scores) = Sample(90, 3, seed: 5);
        int[] predicted = KnnClassifier.Predict(scores);
        GroupedAccuracy accuracy = GroupedAccuracy.Of(balanced, 3, [(groups, truth, predicted)]);
        foreach (int[] weights in new int[][] { [1, 1, 1, 1], [2, 0, 5, 1] })
        {
            int[] rows = Repeat(groups, weights);
            ConfusionMatrix plain = ConfusionMatrix.Of(rows.Select(row => truth[row]).ToArray(), rows.Select(row => predicted[row]).ToArray());
            accuracy.Value(weights).Should().BeApproximately(balanced ? plain.BalancedAccuracy : plain.Accuracy, 1e-12);
        }
    }

    [Fact]
    public void Agreement_AnyWeights_EqualsNmiOfRepeatedRows()
    {
        (string[] groups, int[] truth, FeatureMatrix scores) = Sample(90, 3, seed: 6);
        int[] clusters = KnnClassifier.Predict(scores);
        GroupedAgreement agreement = GroupedAgreement.Of(groups, truth, clusters);
        foreach (int[] weights in new int[][] { [1, 1, 1, 1], [2, 0, 5, 1] })
        {
            int[] rows = Repeat(groups, weights);
            agreement.Value(weights).Should().BeApproximately(new ClusterAgreement(rows.Select(row => truth[row]).ToArray(), rows.Select(row => clusters[row]).ToArray()).NormalisedMutualInformation(), 1e-12);
        }
    }

    private static GroupedAuc Single(string[] groups, int[] truth, FeatureMatrix scores)
    {
        var builder = new GroupedAucBuilder();
        builder.Add(0, groups, truth, scores);
        return builder.Build();
    }

    // Scores of a few distinct values, so that there are ties.
    private static (string[] Groups, int[] Truth, FeatureMatrix Scores) Sample(int rows, int classes, ulong seed)
    {
        var random = new CounterRandom(seed, 0, 0, RandomSlot.Evaluation);
        var groups = new string[rows];
        var truth = new int[rows];
        var scores = new FeatureMatrix(rows, classes);
        for (int row = 0; row < rows; row++)
        {
            (groups[row], truth[row]) = (Names[row % Names.Length], random.Next(classes));
            for (int c = 0; c < classes; c++)
            {
                scores.Row(row)[c] = random.Next(9) + (truth[row] == c ? 2 : 0);
            }
        }

        return (groups, truth, scores);
    }

    private static int[] Repeat(string[] groups, int[] weights) => [.. Enumerable.Range(0, groups.Length).SelectMany(row => Enumerable.Repeat(row, weights[Array.IndexOf(Names, groups[row])]))];
}
