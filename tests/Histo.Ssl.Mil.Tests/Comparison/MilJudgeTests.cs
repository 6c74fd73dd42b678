using System.Text.Json.Nodes;
using Histo.Ssl.Comparison;
using Histo.Ssl.Mil.Comparison;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Histo.Ssl.Mil.Tests.Comparison;

public class MilJudgeTests
{
    [Fact]
    public void Run_BlocksOfAnnotatedSlides_AreBagsOfTheirSlidesGroup()
    {
        using var folder = new TempFolder();
        ComparisonResult result = new Comparer(SlideReaderFactory.Default(), [new MilJudge()]).Run(Plan(folder, """{ "block": 2, "folds": 2, "aggregator": { "name": "mean", "instanceMlp": { "width": 8 } }, "training": { "epochs": 2, "selection": "last" } }"""), folder.File("out"));
        ComparedRun floor = result.Runs.Single();
        floor.Errors.Should().BeEmpty();
        floor.Scores["blocks"].Keys.Should().BeEquivalentTo("auc", "balancedAccuracy", "accuracy");
        floor.Scores["blocks"]["auc"].Should().BeInRange(0, 1);
        floor.Notes["blocks"].Should().ContainSingle().Which.Should().MatchRegex("[0-9]+ of [0-9]+ bags have no label");
    }

    [Theory]
    [InlineData("""{ "block": 0 }""", "HS0001*Block*0*1 to 1,000")]
    [InlineData("""{ "folds": 1 }""", "HS0001*Folds*1*2 to 100")]
    [InlineData("""{ "positiveShare": 0 }""", "HS0001*PositiveShare*0*")]
    [InlineData("""{ "magic": 1 }""", "HS1890*magic*")]
    public void Runs_WrongOptions_AreFoundBeforeAnythingIsTrained(string options, string message)
    {
        using var folder = new TempFolder();
        FluentActions.Invoking(() => new Comparer(SlideReaderFactory.Default(), [new MilJudge()]).Runs(Plan(folder, options))).Should().Throw<HistoException>().WithMessage($"*{message}*");
    }

    [Fact]
    public void Runs_TestCohort_IsRefused()
    {
        using var folder = new TempFolder();
        ComparisonPlan plan = Plan(folder, "{}");
        plan = plan with { Tasks = [plan.Tasks[0] with { Test = "slides" }] };
        FluentActions.Invoking(() => new Comparer(SlideReaderFactory.Default(), [new MilJudge()]).Runs(plan)).Should().Throw<HistoException>().WithMessage("*HS1890*cross-validated*");
    }

    [Fact]
    public void AddHistoMil_RegistersAComparerThatKnowsTheJudge()
    {
        using var folder = new TempFolder();
        using ServiceProvider provider = new ServiceCollection().AddHistoMil().BuildServiceProvider();
        provider.GetRequiredService<Comparer>().Runs(Plan(folder, "{}")).Should().ContainSingle();
    }

    // The histogram alone: nothing is trained but the slide-level model.
    private static ComparisonPlan Plan(TempFolder folder, string options) => new()
    {
        Name = "blocks",
        Cohorts = new Dictionary<string, ComparisonCohort>
        {
            ["slides"] = new() { Manifest = SyntheticCohort.Write(folder.File("cohort"), new SyntheticCohortOptions { SlideCount = 6, Slide = new SyntheticSlideOptions { Width = 640, Height = 512, RegionSize = 160 } }) },
        },
        Pretrain = "slides",
        Base = JsonNode.Parse("""{ "tiling": { "mpp": 1, "tileSize": 32, "minTissue": 0.3 }, "training": { "computeThreads": 1 } }""")!.AsObject(),
        Objectives = [new ComparisonChoice { Name = "vicreg", Encoders = [] }],
        Samplers = [new ComparisonChoice { Name = "augmentation" }],
        Seeds = [1],
        Baseline = "augmentation",
        Untrained = false,
        Tasks = [new ComparisonTask { Name = "blocks", Kind = "mil", Cohort = "slides", Options = JsonNode.Parse(options)!.AsObject() }],
    };
}
