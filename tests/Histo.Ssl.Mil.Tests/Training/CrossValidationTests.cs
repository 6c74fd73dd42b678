using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.Training;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Training;

public sealed class CrossValidationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gated-abmil")]
    [InlineData("max")]
    [InlineData("dsmil")]
    [InlineData("clam-sb")]
    public void Run_SeparableBags_FindsThem(string aggregator)
    {
        CrossValidationResult found = new CrossValidation(ToyCohort.Create(), ToyCohort.Options(aggregator)).Run();
        found.Predictions.Select(each => each.Bag.Id).Should().OnlyHaveUniqueItems().And.HaveCount(40);
        found.Score(found.Predictions)!.Auc.Should().BeGreaterThan(0.9);
    }

    [Fact]
    public void Run_Regression_IsInTheUnitsOfTheTarget()
    {
        CrossValidationResult found = new CrossValidation(ToyCohort.Create(kind: TargetKind.Regression), ToyCohort.Options("max")).Run();
        found.Predictions.Average(each => Math.Abs(each.Prediction.Value!.Value - each.Bag.Label.Value!.Value)).Should().BeLessThan(15);
    }

    [Fact]
    public void Run_Survival_OrdersTheRisks()
    {
        CrossValidationOptions options = ToyCohort.Options("max", epochs: 60, EpochSelection.Last);
        options.Training.SurvivalGroup = 8;
        CrossValidationResult found = new CrossValidation(ToyCohort.Create(kind: TargetKind.Survival), options).Run();
        found.Summary(found.Concordance)!.Mean.Should().BeGreaterThan(0.6);
    }

    [Fact]
    public void Training_OtherTestLabels_ChangesNothing()
    {
        MilCohort cohort = ToyCohort.Create();
        CohortSplit split = PatientFolds.Create(cohort, 4, 0.25, 1)[0];
        HashSet<string> test = [.. split.Test.Select(bag => bag.Id)];
        MilCohort turned = ToyCohort.Create(change: bag => test.Contains(bag.Id) ? bag with { Label = new MilLabel { Class = bag.Label.Class == "positive" ? "negative" : "positive" } } : bag);
        CohortSplit same = split with { Test = [.. turned.Bags.Where(bag => test.Contains(bag.Id))] };
        Weights(cohort, split).Should().Equal(Weights(turned, same));
    }

    [Fact]
    public void Run_FinishedFolds_AreNotTrainedAgain()
    {
        MilCohort cohort = ToyCohort.Create();
        CrossValidationResult first = new CrossValidation(cohort, ToyCohort.Options()).Run(_folder.FullPath);
        DateTime[] written = [.. Models().Select(File.GetLastWriteTimeUtc)];
        Directory.Delete(Path.Combine(_folder.FullPath, "folds", "0-2"), recursive: true);
        CrossValidationResult second = new CrossValidation(cohort, ToyCohort.Options()).Run(_folder.FullPath);
        second.Predictions.Select(each => each.Prediction.Probabilities[1]).Should().Equal(first.Predictions.Select(each => each.Prediction.Probabilities[1]));
        Models().Select(File.GetLastWriteTimeUtc).Zip(written, (a, b) => a == b).Count(same => same).Should().Be(3);

        string[] Models() => [.. Directory.EnumerateFiles(_folder.FullPath, "model.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Run_OtherSettingsInTheSameFolder_IsRefused()
    {
        MilCohort cohort = ToyCohort.Create();
        new CrossValidation(cohort, ToyCohort.Options(epochs: 2)).Run(_folder.FullPath);
        FluentActions.Invoking(() => new CrossValidation(cohort, ToyCohort.Options(epochs: 3)).Run(_folder.FullPath)).Should().Throw<HistoException>().Which.Code.Should().Be("HS2046");
    }

    [Fact]
    public void Model_SavedAndLoaded_PredictsTheSame()
    {
        MilCohort cohort = ToyCohort.Create();
        CohortSplit split = PatientFolds.Create(cohort, 4, 0.25, 1)[0];
        (MilModel model, _) = new CrossValidation(cohort, ToyCohort.Options("srmil", epochs: 2)).TrainModel(split, 1);
        using (model)
        {
            model.Save(_folder.FullPath);
            using MilModel loaded = MilModel.Load(_folder.FullPath);
            using Bag bag = cohort.Source.Load(split.Test[0]);
            loaded.Predict(bag).Probabilities.Should().Equal(model.Predict(bag).Probabilities);
            FluentActions.Invoking(() => loaded.Require(new FeatureOrigin { Width = ToyCohort.Width + 1 }, "other")).Should().Throw<HistoException>().Which.Code.Should().Be("HS2042");
        }
    }

    [Fact]
    public void Train_WithoutValidation_IsRefusedWhereAnEpochIsChosen()
    {
        MilCohort cohort = ToyCohort.Create();
        CohortSplit split = PatientFolds.Create(cohort, 4, 0, 1)[0];
        FluentActions.Invoking(() => new CrossValidation(cohort, ToyCohort.Options()).TrainModel(split, 1)).Should().Throw<HistoException>().Which.Code.Should().Be("HS2047");
    }

    [Fact]
    public void Training_Repeated_LeavesNoTensorBehind()
    {
        MilCohort cohort = ToyCohort.Create();
        CohortSplit split = PatientFolds.Create(cohort, 4, 0.25, 1)[0];
        LiveTensors.ShouldStayConstant(() =>
        {
            (MilModel model, _) = new CrossValidation(cohort, ToyCohort.Options(epochs: 2)).TrainModel(split, 1);
            model.Dispose();
        });
    }

    [Fact]
    public void Files_OfARun_AreWritten()
    {
        MilCohort cohort = ToyCohort.Create();
        var files = new CrossValidationFiles(new CrossValidation(cohort, ToyCohort.Options()).Run());
        files.Write(_folder.FullPath);
        File.ReadAllLines(_folder.File("predictions.csv")).Should().HaveCount(41).And.StartWith("repeat,fold,bag_id,patient,truth,prediction,p_negative,p_positive,tiles");
        File.ReadAllText(_folder.File("report.html")).Should().Contain("gated-abmil");
        files.Metrics()["auc"]!.GetValue<double>().Should().BeGreaterThan(0.9);
        files.Metrics()["pooled"]!["auc"]!["low"]!.GetValue<double>().Should().BeLessThanOrEqualTo(files.Metrics()["pooled"]!["auc"]!["high"]!.GetValue<double>());
    }

    private static double[] Weights(MilCohort cohort, CohortSplit split)
    {
        (MilModel model, _) = new CrossValidation(cohort, ToyCohort.Options(epochs: 6)).TrainModel(split, 1);
        using (model)
        {
            return [.. model.Aggregator.Module.parameters().SelectMany(parameter => parameter.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray())];
        }
    }
}
