using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Evaluation;

public class PenaltySearchTests
{
    [Fact]
    public void Choose_Grid_EqualsANaiveLoopOverInnerFolds()
    {
        (FeatureMatrix features, int[] labels, string[] groups) = Slides(noise: 1);
        double[] grid = [10, 0.001, 0.1];
        PenaltyChoice choice = PenaltySearch.Choose(features, labels, groups, 2, 3, grid);
        choice.Grid.Should().Equal(0.001, 0.1, 10);
        GroupFolds folds = GroupFolds.Create(groups, labels, 2, 3);
        for (int i = 0; i < 3; i++)
        {
            double sum = 0;
            foreach (GroupFold fold in folds.Folds)
            {
                Standardiser own = Standardiser.Fit(features.Select(fold.Train));
                int[] train = [.. fold.Train.Select(row => labels[row])];
                FeatureMatrix p = LogisticRegression.Fit(own.Transform(features.Select(fold.Train)), train, 2, new LogisticOptions { C = choice.Grid[i], BalancedWeights = true }).Probabilities(own.Transform(features.Select(fold.Test)));
                double[] loss = [.. fold.Test.Select((row, k) => -Math.Log(p.Row(k)[labels[row]]))];
                sum += new[] { 0, 1 }.Average(c => loss.Where((_, k) => labels[fold.Test[k]] == c).Average()) / 3;
            }

            choice.Losses[i].Should().BeApproximately(sum, 1e-5);
        }

        choice.C.Should().Be(choice.Grid[choice.Losses.ToList().IndexOf(choice.Losses.Min())]);
    }

    [Fact]
    public void Choose_CleanAndNoisyLabels_WantWeakAndStrongPenalties()
    {
        (FeatureMatrix clean, int[] labels, string[] groups) = Slides(noise: 0.1);
        (FeatureMatrix noisy, _, _) = Slides(noise: 40);
        PenaltySearch.Choose(clean, labels, groups, 2, 4).C.Should().BeGreaterThanOrEqualTo(10);
        PenaltySearch.Choose(noisy, labels, groups, 2, 4).C.Should().BeLessThanOrEqualTo(0.01);
    }

    [Fact]
    public void CrossValidate_InnerFolds_ChooseOnTheTrainingPartOnly()
    {
        EmbeddingSet set = LabelledSets.Create(signal: 0.3);
        var options = new ProbeOptions { Shots = [], InnerFolds = 3, PenaltyGrid = [1e-4, 1e-2, 1] };
        ProbeReport report = new ProbeRunner(options).CrossValidate(set);
        LabelledTiles tiles = LabelledTiles.Select(set, options);
        foreach ((ProbeFold fold, GroupFold split) in report.Folds.Zip(GroupFolds.Create(tiles.Groups, tiles.Labels, 2, 5).Folds))
        {
            double expected = PenaltySearch.Choose(tiles.Features.Select(split.Train), [.. split.Train.Select(row => tiles.Labels[row])], [.. split.Train.Select(row => tiles.Groups[row])], 2, 3, options.PenaltyGrid).C;
            fold.C.Should().Be(expected);
        }

        new ProbeRunner(new ProbeOptions { Shots = [], C = 0.5 }).CrossValidate(set).Folds.Should().OnlyContain(fold => fold.C == 0.5);
    }

    [Fact]
    public void CrossValidate_TooFewGroupsInTheTrainingPart_KeepsTheGivenPenaltyAndSaysSo()
    {
        EmbeddingSet set = LabelledSets.Create(signal: 1, slides: 2);
        ProbeReport report = new ProbeRunner(new ProbeOptions { Shots = [], Folds = 2, InnerFolds = 3 }).CrossValidate(set);
        report.Folds.Should().OnlyContain(fold => fold.C == 0.01);
        report.Notes.Should().HaveCount(2).And.OnlyContain(note => note.Contains("do not allow inner folds, so C is 0.01"));
    }

    [Fact]
    public void Choose_ImpossibleGrids_AreRefused()
    {
        (FeatureMatrix features, int[] labels, string[] groups) = Slides(noise: 1);
        Refused(() => PenaltySearch.Choose(features, labels, groups, 2, 3, []), ErrorCodes.InvalidOption);
        Refused(() => PenaltySearch.Choose(features, labels, groups, 2, 3, [1, 0]), ErrorCodes.InvalidOption);
        Refused(() => PenaltySearch.Choose(features, labels, groups, 2, 1), ErrorCodes.InvalidOption);
        Refused(() => _ = new ProbeRunner(new ProbeOptions { PenaltyGrid = [] }), ErrorCodes.InvalidOption);
        Refused(() => _ = new ProbeRunner(new ProbeOptions { InnerFolds = 1 }), ErrorCodes.InvalidOption);
    }

    // Eight groups of twelve rows, one informative feature of six.
    private static (FeatureMatrix Features, int[] Labels, string[] Groups) Slides(double noise)
    {
        var features = new FeatureMatrix(96, 6);
        int[] labels = [.. Enumerable.Range(0, 96).Select(i => i % 3 == 0 ? 1 : 0)];
        for (int row = 0; row < 96; row++)
        {
            var random = new CounterRandom(6, 0, row, RandomSlot.Custom);
            foreach (ref double value in features.Row(row))
            {
                value = noise * random.NextGaussian();
            }

            features.Row(row)[2] += labels[row] == 1 ? 1 : -1;
        }

        return (features, labels, [.. Enumerable.Range(0, 96).Select(i => $"g{i / 12}")]);
    }

    private static void Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code);
}
