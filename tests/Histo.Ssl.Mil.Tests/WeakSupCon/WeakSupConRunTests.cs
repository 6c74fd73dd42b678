using System.Text.Json.Nodes;
using Histo.Ssl.Mil.WeakSupCon;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;
using Histo.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Histo.Ssl.Mil.Tests.WeakSupCon;

/// <summary>Runs of WeakSupCon: what batches hold, what the record says, resume, and that it does not collapse.</summary>
public class WeakSupConRunTests
{
    [Theory]
    [InlineData("augmentation", 0.5, 6)]
    [InlineData("spatial", 0.5, 6)]
    [InlineData("weak-label", 0.25, 3)]
    public void Session_EveryBatch_HasItsHalves(string sampler, double share, int negatives)
    {
        TileSet tiles = BagCohort.Tiles("normal", "tumor", null, "normal", "other");
        using PretrainSession session = BagCohort.Session(tiles, BagCohort.Options(options => options.NegativeShare = share, sampler));
        session.Notices.Should().ContainMatch("*left out: 1 slides*");
        for (int step = 0; step < 40; step++)
        {
            BatchContext batch = session.Planner.Plan(step);
            batch.View(0)[..negatives].ToArray().Should().OnlyContain(row => row.Address.Slide == 0 || row.Address.Slide == 3);
            batch.View(0)[negatives..].ToArray().Should().OnlyContain(row => row.Address.Slide == 1 || row.Address.Slide == 4);
            for (int i = 0; i < batch.Pairs; i++)
            {
                batch.Rows[batch.Pairs + i].WeakLabel.Should().Be(batch.Rows[i].WeakLabel);
            }
        }
    }

    [Fact]
    public void Session_BalanceOfTheOptions_IsRefused()
    {
        PretrainOptions options = BagCohort.Options();
        options.Pairs.Balance = AnchorBalance.Label;
        FluentActions.Invoking(() => BagCohort.Session(BagCohort.Tiles("normal", "tumor"), options)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1000, true)]
    public void Train_CollapsesOnlyWhereAttractionIsAlone(double lambda, bool collapses)
    {
        PretrainOptions options = BagCohort.Options(each => each.Lambda = lambda, steps: 200);
        (options.Optimization.LearningRate, options.Optimization.WarmupShare, options.Training.Collapse.MinimumDeviation) = (3e-3, 0, 0.05);
        using PretrainSession session = BagCohort.Session(BagCohort.Tiles("normal", "tumor", "normal", "tumor"), options);
        Func<StepMeters?> run = () => session.Run();
        if (collapses)
        {
            run.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.Collapse && error.Message.Contains("Custom.Lambda", StringComparison.Ordinal));
        }
        else
        {
            run()!.Embeddings!.Value.Deviation.Should().BeGreaterThan(0.1);
        }
    }

    [Fact]
    public void Pipeline_RecordHoldsAllSettings_ResumeIsExact_ChangesAreRefused()
    {
        using var folder = new TempFolder();
        SlideManifest slides = SlideManifest.Load(SyntheticCohort.Write(folder.File("cohort"), new SyntheticCohortOptions
        {
            SlideCount = 4,
            PositiveShare = 0.5,
            Slide = new SyntheticSlideOptions { Width = 640, Height = 512, RegionSize = 128 },
        }));
        using ServiceProvider services = new ServiceCollection().AddHistoMil().BuildServiceProvider();
        PretrainPipeline pipeline = services.GetRequiredService<PretrainPipeline>();
        PretrainOptions Options() => BagCohort.Options(options => options.Lambda = 0.5, "spatial");
        pipeline.Start(slides, Options(), folder.File("whole")).Dispose();
        RunRecord record = new RunDirectory(folder.File("whole")).ReadRecord();
        record.Options.Objective.Custom!.Select(each => each.Key).Should().BeEquivalentTo("negativeLabels", "negativeShare", "projector", "temperature", "baseTemperature", "lambda", "excludeNeighbours");
        record.FinalMeters!.Terms.Keys.Should().BeEquivalentTo("similarity", "simclr");

        using (var source = new CancellationTokenSource())
        {
            FluentActions.Invoking(() => pipeline.Start(slides, Options(), folder.File("parts"), new StopAt(2, source), source.Token)).Should().Throw<OperationCanceledException>();
        }

        pipeline.Resume(folder.File("parts")).Dispose();
        File.ReadAllBytes(folder.File("parts", "encoder.safetensors")).Should().Equal(File.ReadAllBytes(folder.File("whole", "encoder.safetensors")));
        FluentActions.Invoking(() => new PretrainPipeline(SlideReaderFactory.Default()).Resume(folder.File("parts"))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.UnknownObjective);

        string file = folder.File("parts", "run.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(file))!;
        json["options"]!["objective"]!["custom"]!["lambda"] = 0.6;
        File.WriteAllText(file, json.ToJsonString());
        FluentActions.Invoking(() => pipeline.Resume(folder.File("parts"))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.ResumeMismatch);
    }

    [Fact]
    public void Recipe_Official_IsThatOfTheCode()
    {
        PretrainOptions options = WeakSupConRecipe.Official.Create();
        options.Validate(new ObjectiveCatalog([new WeakSupConProvider()]));
        WeakSupConOptions own = new WeakSupConProvider().Read(options.Objective.Custom);
        (own.Temperature, own.BaseTemperature, own.Lambda, own.NegativeShare, own.Projector).Should().Be((0.1, 0.07, 1, 0.5, "512-128"));
        options.Training.BatchSize = 512;
        OptimizerFactory.BaseRate(options.Optimization, 512).Should().BeApproximately(0.2, 1e-12);
        (options.Optimization.Optimizer, options.Optimization.WeightDecay, options.Optimization.DecayRule).Should().Be(("sgd", 1e-4, DecayRule.All));
    }

    private sealed class StopAt(long step, CancellationTokenSource source) : IProgress<PretrainProgress>
    {
        public void Report(PretrainProgress value)
        {
            if (value.Step?.Step == step)
            {
                source.Cancel();
            }
        }
    }
}
