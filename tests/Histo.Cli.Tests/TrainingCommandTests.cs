using System.Text.Json.Nodes;
using Histo.TestKit;

namespace Histo.Cli.Tests;

[Collection(ConsoleCohort.Name)]
public sealed class TrainingCommandTests(ConsoleCohort cohort) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pretrain_PrintsTheRun_AndWritesItsFiles()
    {
        ConsoleResult result = cohort.Finished;
        result.ExitCode.Should().Be(0, "{0}", result);
        result.Json.AsObject().Select(entry => entry.Key).Should().Contain(["out", "encoder", "report", "steps", "loss", "tiles", "slides", "tileSetHash", "problems"]);
        result.Json["steps"]!.GetValue<long>().Should().Be(60);
        result.Json["slides"]!.GetValue<int>().Should().Be(4);
        foreach (string file in new[] { "encoder.safetensors", "run.json", "meters.jsonl", "report.html", "tiles.safetensors" })
        {
            File.Exists(Path.Combine(cohort.FinishedRun, file)).Should().BeTrue("of {0}", file);
        }

        ConsoleResult again = ConsoleProcess.Run(cohort.Pretrain(cohort.FinishedRun));
        again.ExitCode.Should().Be(1);
        again.Errors.Should().Contain("HS1705").And.Contain("--resume");
    }

    [Theory]
    [InlineData("dinov2", "spatial", "vit-tiny")]
    [InlineData("sslp", "sslp", "resnet18")]
    public void Pretrain_RecipeTiny_TrainsAnyObjective_AndCompareShowsIt(string objective, string sampler, string encoder)
    {
        cohort.Finished.ExitCode.Should().Be(0);
        string run = _folder.File(objective), page = _folder.File("compare.html");
        ConsoleResult result = ConsoleProcess.Run(
            "pretrain", "--manifest", cohort.Manifest, "--mpp", "0.5", "--tile", "32", "--recipe", "tiny", "--objective", objective, "--sampler", sampler, "--encoder", encoder,
            "--steps", "4", "--batch", "16", "--compute-threads", "1", "--out", run, "--json");
        result.ExitCode.Should().Be(0, "{0}", result);
        ConsoleResult compared = ConsoleProcess.Run("compare", cohort.FinishedRun, run, "--out", page, "--json");
        compared.ExitCode.Should().Be(0, "{0}", compared);
        compared.Json["runs"]!.AsArray().Should().HaveCount(2);
        File.ReadAllText(page).Should().Contain(objective).And.Contain(sampler);
    }

    [Fact]
    public void Pretrain_ImpossibleCombination_IsRefusedBeforeTiling()
    {
        ConsoleResult result = ConsoleProcess.Run("pretrain", "--manifest", cohort.Manifest, "--mpp", "0.5", "--tile", "32", "--objective", "dinov2", "--out", _folder.File("none"));
        result.ExitCode.Should().Be(1);
        result.Errors.Should().Contain("HS1603").And.Contain("vit-").And.Contain("IbotWeight");
        Directory.Exists(_folder.File("none")).Should().BeFalse();
    }

    [Fact]
    public void ProbeAndEmbed_ReadTheRun()
    {
        cohort.Finished.ExitCode.Should().Be(0);
        ConsoleResult probe = ConsoleProcess.Run("probe", "--encoder", cohort.FinishedRun, "--manifest", cohort.Manifest, "--folds", "2", "--json");
        probe.ExitCode.Should().Be(0, "{0}", probe);
        foreach (string key in new[] { "auc", "balancedAccuracy", "knnAuc", "nmi" })
        {
            probe.Json[key]!.GetValue<double>().Should().BeInRange(0, 1, "of {0}", key);
        }

        probe.Json["fewShot"]!.AsObject().Select(entry => entry.Key).Should().Equal("1", "5", "10", "20");
        probe.Json["folds"]!.AsArray().Should().HaveCount(2);

        string file = _folder.File("embeddings.safetensors");
        ConsoleResult embed = ConsoleProcess.Run("embed", "--encoder", cohort.FinishedRun, "--manifest", cohort.Manifest, "--out", file, "--json");
        embed.ExitCode.Should().Be(0, "{0}", embed);
        embed.Json["tiles"]!.GetValue<int>().Should().Be(cohort.Finished.Json["tiles"]!.GetValue<int>());
        embed.Json["tileSetHash"]!.GetValue<string>().Should().Be(cohort.Finished.Json["tileSetHash"]!.GetValue<string>());
        File.Exists(file).Should().BeTrue();
    }

    [Fact]
    public void Map_ReadsTheRun_AndWritesPageAndCoordinates()
    {
        cohort.Finished.ExitCode.Should().Be(0);
        string page = _folder.File("map.html"), table = _folder.File("map.csv");
        ConsoleResult result = ConsoleProcess.Run(
            "map", "--encoder", cohort.FinishedRun, "--manifest", cohort.Manifest, "--tiles", "120", "--perplexity", "12", "--queries", "3", "--neighbours", "2", "--out", page, "--coordinates", table, "--json");
        result.ExitCode.Should().Be(0, "{0}", result);
        result.Json.AsObject().Select(entry => entry.Key).Should().Equal("report", "tiles", "rows", "method", "divergence");
        (result.Json["tiles"]!.GetValue<int>(), result.Json["rows"]!.GetValue<int>(), result.Json["method"]!.GetValue<string>()).Should().Be((cohort.Finished.Json["tiles"]!.GetValue<int>(), 120, "exact"));
        result.Json["divergence"]!.GetValue<double>().Should().BePositive();
        string html = File.ReadAllText(page);
        html.Should().Contain("perplexity 12, 120 of").And.Contain("coloured by label").And.Contain("coloured by slide").And.Contain("synthetic-0003");
        html.Split("<img ").Should().HaveCount(1 + (3 * 3), "each query and its neighbours are shown");
        string[] lines = File.ReadAllLines(table);
        lines.Should().HaveCount(121).And.StartWith("slide,column,row,x,y,label");
        lines[1..].CountBy(line => line.Split(',')[0]).Should().HaveCount(4).And.OnlyContain(each => each.Value == 30);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 1)]
    public void Resume_AfterKill_EqualsTheUninterruptedRun(int threadsBefore, int threadsAfter)
    {
        cohort.Finished.ExitCode.Should().Be(0);
        string folder = _folder.File("run");
        using (ConsoleProcess process = ConsoleProcess.Start([.. cohort.Pretrain(folder), "--threads", $"{threadsBefore}"]))
        {
            process.WaitUntil(() => ConsoleCohort.Steps(folder) >= 14);
            process.Kill();
        }

        File.Exists(Path.Combine(folder, "encoder.safetensors")).Should().BeFalse("the run was killed in the middle");
        ShouldFinish(folder, "--threads", $"{threadsAfter}");
    }

    [Fact]
    public void Resume_AfterInterrupt_EqualsTheUninterruptedRun()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // A process of another console cannot be sent Ctrl-C there.
        }

        cohort.Finished.ExitCode.Should().Be(0);
        string folder = _folder.File("run");
        using ConsoleProcess process = ConsoleProcess.Start(cohort.Pretrain(folder));
        process.WaitUntil(() => ConsoleCohort.Steps(folder) >= 3);
        process.Interrupt();
        ConsoleResult result = process.Wait();
        result.ExitCode.Should().Be(130, "{0}", result);
        result.Errors.Should().Contain("cancelled");
        JsonNode record = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "run.json")))!;
        record["status"]!.GetValue<string>().Should().Be("Cancelled");
        record["step"]!.GetValue<int>().Should().Be(ConsoleCohort.Steps(folder));
        ShouldFinish(folder);
    }

    private void ShouldFinish(string folder, params string[] arguments)
    {
        ConsoleResult result = ConsoleProcess.Run(["pretrain", "--resume", folder, "--json", .. arguments]);
        result.ExitCode.Should().Be(0, "{0}", result);
        result.Json["steps"]!.GetValue<long>().Should().Be(60);
        ConsoleCohort.Steps(folder).Should().Be(60);
        File.ReadAllBytes(Path.Combine(folder, "encoder.safetensors")).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(cohort.FinishedRun, "encoder.safetensors"))).Should().BeTrue("an interruption never changes the weights");
    }
}
