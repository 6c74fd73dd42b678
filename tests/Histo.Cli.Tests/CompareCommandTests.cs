using System.Text.Json.Nodes;
using Histo.TestKit;

namespace Histo.Cli.Tests;

/// <summary><c>histo compare --config</c> as its users run it.</summary>
[Collection(ConsoleCohort.Name)]
public sealed class CompareCommandTests(ConsoleCohort cohort)
{
    [Fact]
    public void Compare_Plan_WritesFileAndPage()
    {
        using var folder = new TempFolder();
        string plan = Plan(folder, cohort.Manifest, steps: 3);
        ConsoleResult result = ConsoleProcess.Run("compare", "--config", plan, "--out", folder.File("out"), "--jobs", "2", "--json");
        result.ExitCode.Should().Be(0, "{0}", result);
        JsonNode found = JsonNode.Parse(File.ReadAllText(folder.File("out", "comparison.json")))!;
        found["runs"]!.AsArray().Should().HaveCount(4);
        JsonNode difference = found["differences"]!.AsArray().First(each => (string?)each!["first"] == "near" && (string?)each["second"] == "augmentation" && (string?)each["score"] == "auc")!;
        ((double?)difference["result"]!["low"]).Should().BeLessThanOrEqualTo((double)difference["result"]!["difference"]!);
        ((string?)difference["verdict"]).Should().BeOneOf("first better", "second better", "no difference shown");
        File.Exists((string)result.Json["report"]!).Should().BeTrue();
        result.Json["problems"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public void Compare_List_TrainsNothing()
    {
        using var folder = new TempFolder();
        ConsoleResult result = ConsoleProcess.Run("compare", "--config", Plan(folder, cohort.Manifest, steps: 3), "--out", folder.File("out"), "--list");
        result.Output.Should().ContainAll("colour-histogram", "small_untrained_1", "small_vicreg_near_1", "4 runs", "tiles");
        Directory.Exists(folder.File("out")).Should().BeFalse();
    }

    [Fact]
    public void Compare_BrokenSlide_IsNamedAndIsExitCodeOne()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("broken.svs"), File.ReadAllBytes(cohort.Slide)[..5000]);
        string[] lines = File.ReadAllLines(cohort.Manifest), columns = lines[0].Split(',');
        string root = Path.GetDirectoryName(cohort.Manifest)!;
        string[] rows = [.. lines[1..].Select(line => string.Join(',', line.Split(',').Select((field, i) => columns[i] is "path" or "annotation" ? Path.Combine(root, field) : field)))];
        string[] broken = [.. rows[0].Split(',').Select((field, i) => columns[i] switch { "path" => folder.File("broken.svs"), "slide_id" => "broken", "patient_id" => "nobody", _ => field })];
        File.WriteAllLines(folder.File("manifest.csv"), [lines[0], .. rows, string.Join(',', broken)]);

        ConsoleResult result = ConsoleProcess.Run("compare", "--config", Plan(folder, folder.File("manifest.csv"), steps: 1), "--out", folder.File("out"), "--json");
        result.ExitCode.Should().Be(1, "{0}", result);
        result.Json["problems"]!.AsArray().Should().ContainSingle().Which!.ToString().Should().Contain("broken");
        result.Errors.Should().Contain("broken").And.NotContain("   at ");

        ConsoleResult probe = ConsoleProcess.Run("probe", "--encoder", "colour-histogram", "--mpp", "1", "--tile", "32", "--manifest", folder.File("manifest.csv"), "--probe", "knn");
        probe.Errors.Should().Contain("broken: left out");
    }

    [Fact]
    public void Compare_Interrupted_SaysHowToGoOn_AndGoesOn()
    {
        using var folder = new TempFolder();
        string plan = Plan(folder, cohort.Manifest, steps: 100), meters = folder.File("out", "runs", "small_vicreg_augmentation_1");
        using (ConsoleProcess process = ConsoleProcess.Start("compare", "--config", plan, "--out", folder.File("out")))
        {
            process.WaitUntil(() => ConsoleCohort.Steps(meters) > 2);
            process.Interrupt();
            ConsoleResult stopped = process.Wait();
            stopped.ExitCode.Should().Be(130, "{0}", stopped);
            stopped.Errors.Should().Contain("the same command goes on");
        }

        int before = ConsoleCohort.Steps(meters);
        before.Should().BeInRange(3, 99);
        ConsoleResult result = ConsoleProcess.Run("compare", "--config", plan, "--out", folder.File("out"));
        result.ExitCode.Should().Be(0, "{0}", result);
        ConsoleCohort.Steps(meters).Should().Be(100);
    }

    [Fact]
    public void Compare_OutIsAFile_IsWrongUsage()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("out"), "a file");
        ConsoleResult result = ConsoleProcess.Run("compare", "--config", Plan(folder, cohort.Manifest, steps: 3), "--out", folder.File("out"));
        (result.ExitCode, result.Errors.Contains("is a file")).Should().Be((2, true), "{0}", result);
    }

    private static string Plan(TempFolder folder, string manifest, int steps)
    {
        File.WriteAllText(folder.File("plan.json"), $$"""
            {
              "name": "Toy", "cohorts": { "slides": { "manifest": "{{manifest}}" } }, "pretrain": "slides",
              "base": {
                "tiling": { "mpp": 1, "tileSize": 32 }, "augmentation": { "preset": "light-no-crop" },
                "training": { "steps": {{steps}}, "batchSize": 8, "readerThreads": 1, "computeThreads": 1, "checkpointEvery": 10, "collapse": { "stop": false } }
              },
              "encoders": [{ "name": "small", "set": { "encoder": { "width": 4, "stem": "small", "inputSize": 32 } } }],
              "objectives": [{ "name": "vicreg", "set": { "objective": { "name": "vicreg", "vicReg": { "projector": "16-16" } } } }],
              "samplers": [{ "name": "augmentation", "set": { "pairs": { "sampler": "augmentation" } } }, { "name": "near", "set": { "pairs": { "sampler": "spatial" } } }],
              "seeds": [1], "baseline": "augmentation", "resamples": 100,
              "tasks": [{ "name": "tiles", "cohort": "slides", "options": { "fewShotDraws": 5, "folds": 2 } }]
            }
            """);
        return folder.File("plan.json");
    }
}
