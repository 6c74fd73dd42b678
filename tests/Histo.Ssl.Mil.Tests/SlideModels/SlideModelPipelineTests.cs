using Histo.Ssl.Features;
using Histo.Ssl.Mil.SlideModels;
using Histo.Ssl.Mil.Tests.Training;
using Histo.Ssl.Mil.Training;
using Histo.Ssl.Slides;
using Histo.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Histo.Ssl.Mil.Tests.SlideModels;

public sealed class SlideModelPipelineTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddHistoMil().BuildServiceProvider();

    private SlideModelPipeline Pipeline => _services.GetRequiredService<SlideModelPipeline>();

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task TrainAsync_Cohort_WritesModelAndReport()
    {
        MilCohort cohort = ToyCohort.Create();
        SlideModelOutcome outcome = await Pipeline.TrainAsync(cohort, ToyCohort.Options(), _folder.FullPath);
        outcome.Result.Predictions.Should().HaveCount(40);
        outcome.Bags.Should().Be(30, "a quarter of the bags chooses the epoch of the final model");
        outcome.Training!.Epochs.Should().NotBeEmpty();
        outcome.HasEncoder.Should().BeFalse();
        new[] { outcome.ReportFile, _folder.File("metrics.json"), _folder.File("predictions.csv"), Path.Combine(outcome.ModelFolder, "model.json") }.Should().OnlyContain(file => File.Exists(file));
    }

    [Fact]
    public void Train_Again_KeepsFoldsAndModel()
    {
        MilCohort cohort = ToyCohort.Create();
        SlideModelOutcome first = Pipeline.Train(cohort, ToyCohort.Options(epochs: 3), _folder.FullPath), second = Pipeline.Train(cohort, ToyCohort.Options(epochs: 3), _folder.FullPath);
        second.Training.Should().BeNull();
        second.Bags.Should().Be(first.Bags);
        second.Result.Predictions.Select(each => each.Prediction.Probabilities[1]).Should().Equal(first.Result.Predictions.Select(each => each.Prediction.Probabilities[1]));
    }

    [Fact]
    public void Train_LastEpochWithoutThreshold_LearnsFromAllBags() =>
        Pipeline.Train(ToyCohort.Create(), ToyCohort.Options(epochs: 2, selection: EpochSelection.Last), _folder.FullPath).Bags.Should().Be(40);

    [Fact]
    public void Train_FeaturesOfAnExtraction_KeepsTheirEncoder()
    {
        var extraction = new ExtractionFolder(_folder.File("extraction"));
        Directory.CreateDirectory(extraction.StoreFolder);
        File.WriteAllText(extraction.EncoderFile, "encoder");
        File.WriteAllText(extraction.RecordFile, "record");
        SlideModelOutcome outcome = Pipeline.Train(ToyCohort.Create(), ToyCohort.Options(epochs: 1), _folder.File("out"), extraction.StoreFolder);
        outcome.HasEncoder.Should().BeTrue();
        File.ReadAllText(new ExtractionFolder(outcome.ModelFolder).EncoderFile).Should().Be("encoder");
        using SlideModel model = Pipeline.Open(outcome.Folder);
        model.HasEncoder.Should().BeTrue();
    }

    [Fact]
    public void Open_TrainedModel_TestsFurtherBags()
    {
        string folder = Pipeline.Train(ToyCohort.Create(), ToyCohort.Options(), _folder.FullPath).Folder;
        using SlideModel model = Pipeline.Open(folder);
        model.ClassNames.Should().Equal("negative", "positive");
        CrossValidationResult external = model.Test(ToyCohort.Create(bags: 60));
        external.Predictions.Should().HaveCount(60);
        external.Score(external.Predictions)!.Auc.Should().BeGreaterThan(0.9);
    }

    [Fact]
    public void Extract_WithoutEncoder_SaysWhatToDo()
    {
        using SlideModel model = Pipeline.Open(Pipeline.Train(ToyCohort.Create(), ToyCohort.Options(epochs: 1), _folder.FullPath).ModelFolder);
        model.HasEncoder.Should().BeFalse();
        HistoException error = FluentActions.Invoking(() => model.Extract(new SlideManifest([new ManifestSlide("a", [new ManifestPart("a.svs")])]), _folder.File("extracted"))).Should().Throw<HistoException>().Which;
        (error.Code, error.Action).Should().Be(("HS2049", "Give feature stores in place of slides."));
    }

    [Fact]
    public void Open_FolderWithoutModel_IsRefused() =>
        FluentActions.Invoking(() => Pipeline.Open(_folder.FullPath)).Should().Throw<HistoException>().Which.Code.Should().Be("HS2045");
}
