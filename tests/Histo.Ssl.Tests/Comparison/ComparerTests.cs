using System.Text.Json.Nodes;
using Histo.Ssl.Comparison;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Comparison;

public sealed class ComparerTests : IClassFixture<ComparerTests.Cohort>
{
    private readonly Cohort _cohort;

    public ComparerTests(Cohort cohort) => _cohort = cohort;

    [Fact]
    public void Run_SmallGrid_JudgesEveryCellAndTheFloors()
    {
        using var folder = new TempFolder();
        ComparisonResult result = new Comparer(SlideReaderFactory.Default()).Run(_cohort.Plan(), folder.File("out"));
        result.Runs.Select(run => run.Cell.Name).Should().Equal(
            "colour-histogram", "small_untrained_1", "small_vicreg_augmentation_1", "small_vicreg_near_1", "small_untrained_2", "small_vicreg_augmentation_2", "small_vicreg_near_2");
        result.Runs.Should().OnlyContain(run => run.Errors.Count == 0 && run.Scores["tiles"]["auc"] > 0 && run.Scores["tiles"]["auc"] <= 1);
        result.Differences.Where(each => each.Score == "auc").Select(each => $"{each.First} - {each.Second}").Should().Equal(
            "augmentation - untrained", "augmentation - colour-histogram", "near - augmentation", "near - untrained", "near - colour-histogram");
        ArmDifference near = result.Differences.First(each => each is { Score: "auc", First: "near", Second: "augmentation" });
        near.Result.Difference.Should().BeApproximately(
            Enumerable.Range(1, 2).Average(seed => Auc(result, "near", seed) - Auc(result, "augmentation", seed)), 1e-12);
        (near.Distance, near.Result.Seeds, near.Result.Groups).Should().Be((1, 2, 4));
    }

    [Fact]
    public void Run_OneJobOrThree_GiveTheSameFile()
    {
        using var folder = new TempFolder();
        string[] files = [.. new[] { 1, 3 }.Select(jobs => Scores(new Comparer(SlideReaderFactory.Default()).Run(_cohort.Plan(), folder.File($"jobs{jobs}"), new ComparisonExecution { Jobs = jobs })))];
        files[0].Should().Be(files[1]);
    }

    [Fact]
    public void Run_Again_TrainsNothingAndGivesTheSame()
    {
        using var folder = new TempFolder();
        var comparer = new Comparer(SlideReaderFactory.Default());
        ComparisonResult first = comparer.Run(_cohort.Plan(), folder.File("out"), new ComparisonExecution { KeepRuns = false });
        Directory.EnumerateDirectories(folder.File(Path.Combine("out", "runs"))).Should().BeEmpty("runs were not to be kept");
        var stages = new List<string>();
        ComparisonResult again = comparer.Run(_cohort.Plan(), folder.File("out"), progress: new Told(each => stages.Add(each.Stage)));
        stages.Distinct().Should().Equal("finished");
        Scores(again).Should().Be(Scores(first));
    }

    [Fact]
    public void Run_PlanGrowsByATask_KeepsTheTrainedEncoders()
    {
        using var folder = new TempFolder();
        var comparer = new Comparer(SlideReaderFactory.Default());
        comparer.Run(_cohort.Plan(), folder.File("out"));
        DateTime[] written = Encoders(folder);
        ComparisonPlan plan = _cohort.Plan();
        ComparisonResult grown = comparer.Run(plan with { Tasks = [.. plan.Tasks, new ComparisonTask { Name = "grey", Cohort = "slides", Colour = Histo.Ssl.Tiling.TileColour.Grey }] }, folder.File("out"));
        grown.Runs.Should().OnlyContain(run => run.Scores.ContainsKey("grey"));
        Encoders(folder).Should().Equal(written);
    }

    [Fact]
    public void Run_OtherOptionsInTheSameFolder_IsRefused()
    {
        using var folder = new TempFolder();
        var comparer = new Comparer(SlideReaderFactory.Default());
        comparer.Run(_cohort.Plan(), folder.File("out"));
        ComparisonPlan plan = _cohort.Plan();
        plan.Base["training"]!["batchSize"] = 6;
        FluentActions.Invoking(() => comparer.Run(plan, folder.File("out"))).Should().Throw<HistoException>().WithMessage("*HS1891*other options*");
    }

    [Fact]
    public void Run_SlidesWhoseStainsCannotBeTold_AreNoted()
    {
        using var folder = new TempFolder();
        ComparisonPlan plan = _cohort.Plan();
        plan = plan with { Seeds = [1], Untrained = false, Cohorts = new Dictionary<string, ComparisonCohort> { ["slides"] = plan.Cohorts["slides"], ["pale"] = Pale(folder) }, Tasks = [new ComparisonTask { Name = "normalised", Cohort = "pale", Colour = Histo.Ssl.Tiling.TileColour.StainNormalised, Options = new JsonObject { ["folds"] = 2 } }] };
        ComparisonResult result = new Comparer(SlideReaderFactory.Default()).Run(plan, folder.File("out"));
        result.Runs.Should().OnlyContain(run => run.Notes["normalised"].Count(note => note.Contains("stains are left as they are")) == 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Run_JobsOutOfRange_AreRefused(int jobs)
    {
        using var folder = new TempFolder();
        FluentActions.Invoking(() => new Comparer(SlideReaderFactory.Default()).Run(_cohort.Plan(), folder.File("out"), new ComparisonExecution { Jobs = jobs })).Should().Throw<HistoException>().WithMessage("*HS0001*Jobs*");
    }

    [Fact]
    public void Run_FolderIsAFile_IsFoundBeforeAnythingIsTrained()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("out"), "a file");
        FluentActions.Invoking(() => new Comparer(SlideReaderFactory.Default()).Run(_cohort.Plan(), folder.File("out"), progress: new Told(_ => throw new InvalidOperationException()))).Should().Throw<IOException>();
    }

    [Fact]
    public void Run_ATaskThatCannotBeDone_IsListedAndTheOthersGoOn()
    {
        using var folder = new TempFolder();
        ComparisonPlan plan = _cohort.Plan();
        // Slides without labels on this target: the judge refuses, the comparison tells.
        var task = new ComparisonTask { Name = "impossible", Cohort = "slides", Options = new JsonObject { ["target"] = "slideLabel" } };
        ComparisonResult result = new Comparer(SlideReaderFactory.Default()).Run(plan with { Tasks = [.. plan.Tasks, task], Seeds = [1] }, folder.File("out"));
        result.Runs.Should().OnlyContain(run => run.Errors.Count == 1 && run.Errors[0].Contains("impossible") && run.Scores["tiles"].Count > 0);
    }

    [Fact]
    public void Run_ScoresOfARun_EqualTheProbeReport()
    {
        using var folder = new TempFolder();
        ComparisonResult result = new Comparer(SlideReaderFactory.Default()).Run(_cohort.Plan(), folder.File("out"));
        ComparedRun floor = result.Runs[0];
        using var pixels = _cohort.Pixels();
        ProbeReport report = new ProbeRunner(new ProbeOptions { FewShotDraws = 5, Folds = 2 }).CrossValidate(new ColourHistogram().Embed(pixels));
        floor.Scores["tiles"]["auc"].Should().BeApproximately(report.Auc, 1e-12);
        floor.Scores["tiles"]["knnAuc"].Should().BeApproximately(report.KnnAuc, 1e-12);
        floor.Scores["tiles"]["balancedAccuracy"].Should().BeApproximately(report.BalancedAccuracy, 1e-12);
        floor.Scores["tiles"]["fewShot5"].Should().BeApproximately(report.FewShot["5"]!.Value, 1e-12);
        floor.Scores["tiles"]["nmi"].Should().BeApproximately(report.Nmi, 1e-12);
    }

    [Fact]
    public void Save_Report_IsOneWholePage()
    {
        using var folder = new TempFolder();
        ComparisonResult result = new Comparer(SlideReaderFactory.Default()).Run(_cohort.Plan(), folder.File("out"));
        ComparisonReport.Save(result, folder.File("out"), folder.File("report.html"), SlideReaderFactory.Default());
        string page = File.ReadAllText(folder.File("report.html"));
        foreach (string part in new[] { "Overview", "Gain: tiles", "Scores", "Pairs", "Training", "What was run", "near", "vicreg", "untrained", "colour-histogram", "no difference shown", "4 groups" })
        {
            page.Should().Contain(part);
        }

        page.Should().NotContain("http://").And.NotContain("https://").And.NotContain(_cohort.Folder, "reports may travel");
        JsonNode.Parse(result.ToJson())!["differences"]!.AsArray().Should().NotBeEmpty();
        result.ToJson().Should().NotContain(_cohort.Folder);
    }

    // White pictures with a grey corner, half of them marked: there is nothing to tell stains by.
    private static ComparisonCohort Pale(TempFolder folder)
    {
        var lines = new List<string> { "slide_id,path,mpp,patient_id,label" };
        for (int i = 0; i < 4; i++)
        {
            using var picture = new SkiaSharp.SKBitmap(64, 64);
            picture.Erase(new SkiaSharp.SKColor((byte)(200 + i), 210, 220));
            picture.SetPixel(3 + i, 3, SkiaSharp.SKColors.Gray);
            picture.SetPixel(35 + i, 40, SkiaSharp.SKColors.DarkGray);
            using SkiaSharp.SKData png = picture.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(folder.File($"pale{i}.png"), png.ToArray());
            lines.Add($"pale{i},pale{i}.png,1,patient{i},{(i % 2 == 0 ? "a" : "b")}");
        }

        File.WriteAllLines(folder.File("pale.csv"), lines);
        return new ComparisonCohort { Manifest = folder.File("pale.csv"), Tiling = new JsonObject { ["minTissue"] = 0 } };
    }

    private static double Auc(ComparisonResult result, string sampler, int seed) => result.Runs.First(run => run.Cell.Sampler == sampler && run.Cell.Seed == (ulong)seed).Scores["tiles"]["auc"]!.Value;

    private static DateTime[] Encoders(TempFolder folder) =>
        [.. Directory.EnumerateFiles(folder.File("out"), "encoder.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];

    private static string Scores(ComparisonResult result)
    {
        JsonNode json = JsonNode.Parse(result.ToJson())!;
        return json["scores"]!.ToJsonString() + json["differences"]!.ToJsonString();
    }

    private sealed class Told(Action<ComparisonProgress> tell) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value)
        {
            lock (this)
            {
                tell(value);
            }
        }
    }

    /// <summary>Four small synthetic slides with annotations.</summary>
    public sealed class Cohort : IDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly string _manifest;

        public Cohort() => _manifest = SyntheticCohort.Write(_folder.File("cohort"), new SyntheticCohortOptions { SlideCount = 4, Slide = new SyntheticSlideOptions { Width = 640, Height = 512, RegionSize = 128 } });

        public string Folder => Path.GetDirectoryName(_manifest)!;

        public ComparisonPlan Plan()
        {
            string path = _folder.File("plan.json");
            File.WriteAllText(path, $$"""
                {
                  "name": "Toy", // comments are allowed
                  "cohorts": { "slides": { "manifest": "{{Path.GetRelativePath(Path.GetDirectoryName(path)!, _manifest).Replace('\\', '/')}}" } },
                  "pretrain": "slides",
                  "base": {
                    "Tiling": { "mpp": 1, "tileSize": 32, "minTissue": 0.3 },
                    "augmentation": { "preset": "light-no-crop" },
                    "training": { "steps": 3, "batchSize": 8, "readerThreads": 1, "computeThreads": 1, "collapse": { "stop": false } },
                  },
                  "encoders": [{ "name": "small", "set": { "encoder": { "width": 4, "stem": "small", "inputSize": 16 } } }],
                  "objectives": [{ "name": "vicreg", "set": { "objective": { "name": "vicreg", "vicReg": { "projector": "16-16" } } } }],
                  "samplers": [
                    { "name": "augmentation", "set": { "pairs": { "sampler": "augmentation" } } },
                    { "name": "near", "distance": 1, "set": { "pairs": { "sampler": "spatial" } } },
                  ],
                  "seeds": [1, 2],
                  "baseline": "augmentation",
                  "tasks": [{ "name": "tiles", "cohort": "slides", "options": { "fewShotDraws": 5, "folds": 2 } }],
                  "resamples": 100,
                }
                """);
            return ComparisonPlan.Load(path);
        }

        public Histo.Ssl.Tiling.ITileSource Pixels()
        {
            var source = new SlideSource(SlideReaderFactory.Default());
            Histo.Ssl.Training.PretrainOptions options = new() { Tiling = { Mpp = 1, TileSize = 32, MinTissue = 0.3 } };
            return new Histo.Ssl.Tiling.SlideTileSource(new Histo.Ssl.Tiling.TileSetBuilder(source, options.Tiling, new Histo.Ssl.Tissue.OtsuTissueDetector(options.Tissue)).Build(SlideManifest.Load(_manifest).Slides).Tiles, source);
        }

        public void Dispose() => _folder.Dispose();
    }
}
