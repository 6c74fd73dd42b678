using System.Text.Json.Nodes;
using Histo.TestKit;

namespace Histo.Cli.Tests;

/// <summary>Pretraining from bag labels on the console.</summary>
[Collection(ConsoleCohort.Name)]
public sealed class WeakSupConCommandTests(ConsoleCohort cohort) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pretrain_WeakSupCon_TrainsAndResumes()
    {
        string run = _folder.File("run");
        ConsoleResult result = ConsoleProcess.Run([
            "pretrain", "--manifest", WithNormalSlides(), "--mpp", "1", "--tile", "32", "--recipe", "weaksupcon", "--sampler", "augmentation", "--width", "4", "--stem", "small", "--projector", "16-8",
            "--negative-label", "healthy", "--negative-share", "0.25", "--set", "Objective.Custom.Lambda=0.5", "--steps", "4", "--batch", "16", "--compute-threads", "1", "--out", run, "--json"]);
        result.ExitCode.Should().Be(0, "{0}", result);
        result.Errors.Should().Contain("2 negative bags").And.Contain("2 positive bags");
        JsonNode objective = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["options"]!["objective"]!;
        objective["name"]!.GetValue<string>().Should().Be("weaksupcon");
        JsonNode own = objective["custom"]!;
        (own["negativeShare"]!.GetValue<double>(), own["lambda"]!.GetValue<double>(), own["projector"]!.GetValue<string>(), own["temperature"]!.GetValue<double>()).Should().Be((0.25, 0.5, "16-8", 0.1));
        own["negativeLabels"]!.AsArray().Select(each => each!.GetValue<string>()).Should().Equal("healthy");
        ConsoleProcess.Run("pretrain", "--resume", run, "--json").ExitCode.Should().Be(0);
    }

    [Fact]
    public void Pretrain_NoNegativeSlides_IsRefused()
    {
        ConsoleResult result = ConsoleProcess.Run("pretrain", "--manifest", WithNormalSlides(), "--mpp", "1", "--tile", "32", "--objective", "weaksupcon", "--steps", "2", "--batch", "8", "--out", _folder.File("none"));
        result.ExitCode.Should().Be(1);
        result.Errors.Should().Contain("HS2070").And.Contain("healthy, tumor").And.Contain("--negative-label");
    }

    [Fact]
    public void Pretrain_FlagOfAnotherObjective_IsRefused()
    {
        ConsoleResult result = ConsoleProcess.Run("pretrain", "--manifest", cohort.Manifest, "--mpp", "1", "--tile", "32", "--recipe", "weaksupcon", "--objective", "simclr", "--negative-label", "normal", "--out", _folder.File("none"));
        result.ExitCode.Should().Be(2);
        result.Errors.Should().Contain("--negative-label").And.Contain("simclr");
    }

    [Fact]
    public void Pretrain_Help_ListsTheObjectiveAndItsFlags() =>
        ConsoleProcess.Run("pretrain", "--help").Output.Should().Contain("weaksupcon").And.Contain("--negative-label").And.Contain("--negative-share");

    // The cohort's slides all have tumour: half of them get another label here.
    private string WithNormalSlides()
    {
        string[] lines = File.ReadAllLines(cohort.Manifest);
        string file = Path.Combine(Path.GetDirectoryName(cohort.Manifest)!, $"{Path.GetFileName(_folder.FullPath)}.csv");
        File.WriteAllLines(file, lines.Select((line, i) => i is 1 or 2 ? line.Replace(",tumor,", ",healthy,", StringComparison.Ordinal) : line));
        return file;
    }
}
