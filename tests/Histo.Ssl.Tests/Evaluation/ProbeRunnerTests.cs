using System.Text.Json;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Evaluation;

public class ProbeRunnerTests
{
    [Fact]
    public void CrossValidate_SeparableFeatures_ArePerfect()
    {
        ProbeReport report = new ProbeRunner().CrossValidate(Set(signal: 60));
        (report.Auc, report.BalancedAccuracy, report.KnnAuc, report.Nmi).Should().Be((1, 1, 1, 1));
        report.FewShot.Keys.Should().Equal("1", "5", "10", "20");
        report.FewShot["20"].Should().BeGreaterThan(0.99);
        report.Folds.Should().HaveCount(5).And.OnlyContain(fold => fold.Auc == 1 && fold.Groups.Count == 2);
        report.Notes.Should().BeEmpty();
        report.Tiles.Should().Equal(new Dictionary<string, int> { ["negative"] = 160, ["positive"] = 160 });
        (report.TilesBetweenThresholds, report.TilesWithoutLabel).Should().Be((40, 40));
    }

    [Fact]
    public void CrossValidate_NoSignal_IsNearChance()
    {
        ProbeReport report = new ProbeRunner().CrossValidate(Set(signal: 0));
        new[] { report.Auc, report.KnnAuc, report.BalancedAccuracy, report.FewShot["5"]!.Value }.Should().OnlyContain(value => value > 0.38 && value < 0.62);
        report.Nmi.Should().BeLessThan(0.05);
    }

    [Fact]
    public void CrossValidate_MoreShots_KnowMore()
    {
        ProbeReport report = new ProbeRunner().CrossValidate(Set(signal: 1.5));
        report.FewShot["20"].Should().BeGreaterThan(report.FewShot["5"]!.Value);
        report.FewShot["5"].Should().BeGreaterThan(report.FewShot["1"]!.Value);
        report.Auc.Should().Be(report.Folds.Average(fold => fold.Auc));
        report.KnnAuc.Should().Be(report.Folds.Average(fold => fold.KnnAuc));
    }

    [Fact]
    public void CrossValidate_FeatureThatNamesTheSlide_DoesNotLeak()
    {
        // Each slide is a far-away cloud of its own, and labels within a slide are a coin: only a split by tile could seem to know them.
        EmbeddingSet set = Set(signal: 0, slideSignal: 50);
        new ProbeRunner().CrossValidate(set).Auc.Should().BeInRange(0.35, 0.65);
    }

    [Fact]
    public void CrossValidate_ScaledFeatures_GiveTheSameAuc()
    {
        EmbeddingSet set = Set(signal: 1);
        EmbeddingSet scaled = LabelledSets.With(set, features: Array.ConvertAll(set.Features, value => value * 4));
        ProbeReport first = new ProbeRunner().CrossValidate(set), second = new ProbeRunner().CrossValidate(scaled);
        second.Auc.Should().BeApproximately(first.Auc, 1e-9);
        second.KnnAuc.Should().BeApproximately(first.KnnAuc, 1e-9);
        second.Nmi.Should().BeApproximately(first.Nmi, 1e-9);
    }

    [Fact]
    public void CrossValidate_SlideLabels_AreClassesByName()
    {
        EmbeddingSet set = LabelledSets.With(Set(signal: 0, labels: ["stroma", "tumour", "normal", null]), shares: float.NaN);
        for (int row = 0; row < set.Count; row++)
        {
            int kind = set.SlideIndex[row] % 4;
            set.Features[(row * set.Dimensions) + kind] += 60;
        }

        ProbeReport report = new ProbeRunner(new ProbeOptions { Folds = 2, Shots = [1, 3] }).CrossValidate(set);
        report.Classes.Should().Equal("normal", "stroma", "tumour");
        (report.Auc, report.BalancedAccuracy, report.KnnAuc, report.Nmi).Should().Be((1, 1, 1, 1));
        report.TilesWithoutLabel.Should().Be(80);
    }

    [Fact]
    public void CrossValidate_AnnotatedClasses_AreClassesByName()
    {
        EmbeddingSet plain = Set(signal: 0);
        int[] labels = [.. Enumerable.Range(0, plain.Count).Select(row => (row % 3) - (row % 30 == 0 ? 1 : 0))];
        for (int row = 0; row < plain.Count; row++)
        {
            plain.Features[(row * plain.Dimensions) + Math.Max(labels[row], 0)] += 60;
        }

        EmbeddingSet set = LabelledSets.With(plain, labels: labels);
        ProbeReport report = new ProbeRunner(new ProbeOptions { Shots = [1] }).CrossValidate(set);
        report.Classes.Should().Equal("necrosis", "stroma", "tumour");
        (report.Auc, report.BalancedAccuracy, report.KnnAuc, report.Nmi).Should().Be((1, 1, 1, 1));
        report.Tiles.Values.Sum().Should().Be(160, "only tiles annotated to the upper threshold count");
        new ProbeRunner(new ProbeOptions { Target = ProbeTarget.LabelledShare, Shots = [1] }).CrossValidate(set).Classes.Should().Equal("negative", "positive");
    }

    [Fact]
    public void CrossValidate_FewerGroupsOrTiles_IsNoted()
    {
        EmbeddingSet set = Set(signal: 5, slides: 3, tilesASlide: 10);
        ProbeReport report = new ProbeRunner(new ProbeOptions { Shots = [1, 50] }).CrossValidate(set);
        report.Folds.Should().HaveCount(3);
        report.Notes.Should().Contain(note => note.StartsWith("3 folds instead of 5")).And.Contain(note => note.Contains("50-shot"));
        report.FewShot["50"].Should().BeNull();
        report.ToJson().Should().Contain("\"50\": null");
    }

    [Fact]
    public void CrossValidate_Observer_SeesTheScoresBehindEveryFigure()
    {
        EmbeddingSet set = Set(signal: 0.5);
        var options = new ProbeOptions { Shots = [1, 5], FewShotDraws = 7 };
        var seen = new RecordedScores();
        ProbeReport report = new ProbeRunner(options).CrossValidate(set, seen);
        report.Should().BeEquivalentTo(new ProbeRunner(options).CrossValidate(set), "watching changes nothing");
        LabelledTiles tiles = LabelledTiles.Select(set, options);
        seen.Folds.SelectMany(fold => fold.Rows).Order().Should().Equal(Enumerable.Range(0, 320), "each labelled tile is tested once");
        foreach ((ProbeFoldScores scores, ProbeFold fold) in seen.Folds.Zip(report.Folds))
        {
            scores.Truth.Should().Equal(scores.Rows.Select(row => tiles.Labels[row]));
            scores.Groups.Should().Equal(scores.Rows.Select(row => tiles.Groups[row]));
            scores.Groups.Distinct().Order(StringComparer.Ordinal).Should().Equal(fold.Groups);
            (scores.Fold, scores.Classes, scores.Logistic.Columns, scores.Knn.Rows).Should().Be((fold.Fold, 2, 2, scores.Rows.Length));
            NaiveAuc(scores.Truth, scores.Logistic).Should().BeApproximately(fold.Auc, 1e-12);
            NaiveAuc(scores.Truth, scores.Knn).Should().BeApproximately(fold.KnnAuc, 1e-12);
            foreach (int shots in options.Shots)
            {
                var draws = seen.Draws.Where(each => each.Fold == fold.Fold && each.Shots == shots).ToList();
                draws.Select(each => each.Draw).Should().Equal(Enumerable.Range(0, 7));
                draws.Should().OnlyContain(each => each.Groups.SequenceEqual(scores.Groups));
                draws.Average(each => NaiveAuc(each.Truth, each.Scores)).Should().BeApproximately(fold.FewShot[$"{shots}"]!.Value, 1e-12);
            }
        }

        (string[] groups, int[] truth, int[] clusters, int count) = seen.Clusterings.Should().ContainSingle().Subject;
        count.Should().Be(2);
        groups.Should().Equal(tiles.Groups);
        new ClusterAgreement(truth, clusters).NormalisedMutualInformation().Should().Be(report.Nmi);
    }

    [Fact]
    public void FitAndTest_Observer_SeesTheTestSet()
    {
        EmbeddingSet train = Set(signal: 1), test = Set(signal: 1, prefix: "T", seed: 8);
        var seen = new RecordedScores();
        ProbeReport report = new ProbeRunner(new ProbeOptions { Shots = [1], FewShotDraws = 2 }).FitAndTest(train, test, seen);
        seen.Folds.Should().ContainSingle().Which.Groups.Should().OnlyContain(group => group.StartsWith('T'));
        NaiveAuc(seen.Folds[0].Truth, seen.Folds[0].Logistic).Should().BeApproximately(report.Auc, 1e-12);
        seen.Clusterings.Should().ContainSingle().Which.Groups.Should().Equal(seen.Folds[0].Groups);
        seen.Draws.Should().HaveCount(2);
    }

    [Fact]
    public void FitAndTest_TwoCohorts_TestsOnTheSecond()
    {
        EmbeddingSet train = Set(signal: 60), test = Set(signal: 60, prefix: "T", seed: 8);
        ProbeReport report = new ProbeRunner().FitAndTest(train, test);
        report.Folds.Should().HaveCount(1);
        (report.Auc, report.KnnAuc, report.Nmi, report.BalancedAccuracy).Should().Be((1, 1, 1, 1));
        report.Folds[0].TestTiles["positive"].Should().Be(160);
        report.Tiles["positive"].Should().Be(320);
        Refused(() => new ProbeRunner().FitAndTest(train, train), ErrorCodes.GroupLeak);
        EmbeddingSet other = LabelledSets.With(test, origin: test.Origin with { EncoderHash = "other" });
        Refused(() => new ProbeRunner().FitAndTest(train, other), ErrorCodes.EmbeddingSetMismatch);
    }

    [Fact]
    public void CrossValidate_PixelsUnderTwoNames_AreLeftOutOfTheTestAndCounted()
    {
        // Rows 4 and 5 (positive, slide 0) are copies of row 44 (positive, slide 1); rows 6 and 7 of slide 0 copy each other, which is no leak.
        EmbeddingSet plain = Set(signal: 60);
        long[] content = [.. Enumerable.Range(0, plain.Count).Select(row => row switch { 5 or 44 => 4L, 7 => 6L, _ => row })];
        EmbeddingSet set = LabelledSets.With(plain, content: content);
        var options = new ProbeOptions { Folds = 10, Shots = [1], FewShotDraws = 2 };
        var seen = new RecordedScores();
        ProbeReport report = new ProbeRunner(options).CrossValidate(set, seen), without = new ProbeRunner(options).CrossValidate(plain);
        int[] tested = [.. report.Folds.Select(fold => fold.TestTiles["positive"])];
        (tested.Order().First(), tested.Order().ElementAt(1), tested.Count(count => count == 16)).Should().Be((14, 15, 8));
        report.Notes.Should().HaveCount(2).And.Contain(note => note.Contains("2 of 32 test tiles")).And.Contain(note => note.Contains("1 of 32 test tiles"));
        report.Folds.Select(fold => fold.TrainTiles["positive"]).Should().Equal(without.Folds.Select(fold => fold.TrainTiles["positive"]), "training parts stay whole");
        report.Tiles["positive"].Should().Be(160);
        seen.Folds.Sum(fold => fold.Rows.Length).Should().Be(317);
        new LinearProbeRunner(new LinearProbeOptions { Folds = 10, Epochs = 1 }).CrossValidate(set).Notes.Should().Equal(report.Notes);
    }

    [Fact]
    public void FitAndTest_CopyOfTheTrainingSet_IsRefused()
    {
        EmbeddingSet train = Set(signal: 1), test = Set(signal: 1, prefix: "T");
        long[] content = [.. Enumerable.Range(0, train.Count)];
        EmbeddingSet known = LabelledSets.With(train, content: content);
        Refused(() => new ProbeRunner().FitAndTest(known, LabelledSets.With(test, content: content)), ErrorCodes.ContentLeak);
        long[] some = [.. content.Select(value => value < 40 ? value : value + 1000)];
        var seen = new RecordedScores();
        ProbeReport report = new ProbeRunner(new ProbeOptions { Shots = [] }).FitAndTest(known, LabelledSets.With(test, content: some), seen);
        report.Notes.Should().ContainSingle().Which.Should().Contain("32 of 320 test tiles");
        seen.Clusterings[0].Groups.Should().HaveCount(288).And.NotContain("Tp0");
        new ProbeRunner(new ProbeOptions { Shots = [] }).FitAndTest(train, LabelledSets.With(test, content: content)).Notes.Should().BeEmpty("nothing is known of the pixels of the first set");
    }

    [Fact]
    public void CrossValidate_WhatCannotBeProbed_IsRefusedWithItsCode()
    {
        EmbeddingSet set = Set(signal: 1);
        Refused(() => new ProbeRunner().CrossValidate(LabelledSets.With(set, shares: float.NaN)), ErrorCodes.NoLabels);
        Refused(() => new ProbeRunner().CrossValidate(LabelledSets.With(set, shares: 0.5f)), ErrorCodes.NoLabels);
        Refused(() => new ProbeRunner().CrossValidate(LabelledSets.With(set, shares: 1f)), ErrorCodes.ClassMissing);
        Refused(() => new ProbeRunner().CrossValidate(Set(signal: 1, slides: 1)), ErrorCodes.TooFewGroups);
        Refused(() => _ = new ProbeRunner(new ProbeOptions { LowShare = 0.8 }), ErrorCodes.InvalidOption);
        Refused(() => _ = new ProbeRunner(new ProbeOptions { Shots = [0] }), ErrorCodes.InvalidOption);
    }

    [Fact]
    public void ToJson_AnyCulture_HasTheNamesOfTheConsole()
    {
        ProbeReport report = new ProbeRunner().CrossValidate(Set(signal: 1));
        string expected = report.ToJson();
        using (Culture.German())
        {
            new ProbeRunner().CrossValidate(Set(signal: 1)).ToJson().Should().Be(expected);
            ProbeReport.FromJson(expected).Should().BeEquivalentTo(report);
        }

        using JsonDocument json = JsonDocument.Parse(expected);
        JsonElement root = json.RootElement;
        root.GetProperty("auc").GetDouble().Should().Be(report.Auc);
        foreach (string name in new[] { "balancedAccuracy", "knnAuc", "nmi" })
        {
            root.GetProperty(name).ValueKind.Should().Be(JsonValueKind.Number);
            root.GetProperty("folds")[0].GetProperty(name).ValueKind.Should().Be(JsonValueKind.Number);
        }

        root.GetProperty("fewShot").GetProperty("20").ValueKind.Should().Be(JsonValueKind.Number);
        root.GetProperty("folds")[4].GetProperty("fewShot").GetProperty("1").ValueKind.Should().Be(JsonValueKind.Number);
    }

    // Share of (positive, negative) pairs in the right order, ties half.
    private static double NaiveAuc(int[] truth, FeatureMatrix scores)
    {
        double right = 0;
        int pairs = 0;
        foreach (int positive in Enumerable.Range(0, truth.Length).Where(i => truth[i] == 1))
        {
            foreach (int negative in Enumerable.Range(0, truth.Length).Where(i => truth[i] == 0))
            {
                double difference = scores.Row(positive)[1] - scores.Row(negative)[1];
                right += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
                pairs++;
            }
        }

        return right / pairs;
    }

    private static EmbeddingSet Set(
        double signal, double slideSignal = 0, int slides = 10, int tilesASlide = 40, string prefix = "S", ulong seed = 3, string?[]? labels = null) =>
        LabelledSets.Create(signal, slideSignal, slides, tilesASlide, prefix, seed, labels);

    private static void Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code);
}
