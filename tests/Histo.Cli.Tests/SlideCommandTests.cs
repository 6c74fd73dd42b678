using System.Text.Json.Nodes;
using Histo.TestKit;

namespace Histo.Cli.Tests;

[Collection(ConsoleCohort.Name)]
public sealed class SlideCommandTests(ConsoleCohort cohort) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Doctor_Garbage_IsExitCodeOneWithACode()
    {
        string file = _folder.File("garbage.svs");
        File.WriteAllBytes(file, [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 31))]);
        ConsoleResult result = ConsoleProcess.Run("doctor", file, "--json");
        result.ExitCode.Should().Be(1, "{0}", result);
        JsonNode found = result.Json.AsArray().Should().ContainSingle().Subject!;
        found["file"]!.GetValue<string>().Should().EndWith("garbage.svs");
        found["opens"]!.GetValue<bool>().Should().BeFalse();
        found["problems"]!.AsArray()[0]!["code"]!.GetValue<string>().Should().MatchRegex("^HS10[0-9]{2}$");
    }

    [Fact]
    public void Doctor_SyntheticSlide_FindsNothingWrong()
    {
        ConsoleResult result = ConsoleProcess.Run("doctor", cohort.Slide, "--full", "--json");
        result.ExitCode.Should().Be(0, "{0}", result);
        JsonNode found = result.Json.AsArray().Should().ContainSingle().Subject!;
        (found["width"]!.GetValue<int>(), found["mpp"]!.GetValue<double>(), found["problems"]!.AsArray().Count).Should().Be((768, 0.5, 0));
        found["regionsRead"]!.GetValue<int>().Should().BePositive();
    }

    [LinuxTheory]
    [InlineData("--help", false)]
    [InlineData("doctor SLIDE", false)]
    [InlineData("tile --manifest MANIFEST --mpp 1 --tile 32 --out OUT", false)]
    [InlineData("doctor", true)]
    public void Run_LoadsTorchWhereItIsNeededOnly(string command, bool needed)
    {
        string[] arguments = [.. command.Split(' ').Select(word => word switch { "SLIDE" => cohort.Slide, "MANIFEST" => cohort.Manifest, "OUT" => _folder.File("tiles"), _ => word })];
        ConsoleResult result = ConsoleProcess.RunWithLoaderLog(_folder.File("loader"), arguments);
        result.ExitCode.Should().Be(0, "{0}", result);
        string log = string.Concat(Directory.GetFiles(Path.GetDirectoryName(_folder.File("loader"))!, "loader.*").Select(File.ReadAllText));
        log.Should().Contain("libcoreclr.so");
        log.Contains("libtorch_cpu.so", StringComparison.Ordinal).Should().Be(needed);
    }

    [Fact]
    public void Doctor_Folder_ListsSlidesInOneOrder_WhateverTheThreads()
    {
        string folder = Path.GetDirectoryName(cohort.Slide)!;
        string one = ConsoleProcess.Run("doctor", folder, "--threads", "1", "--json").Json.ToJsonString(), four = ConsoleProcess.Run("doctor", folder, "--threads", "4", "--json").Json.ToJsonString();
        four.Should().Be(one).And.Contain(Path.GetFileName(cohort.Slide));
        ConsoleProcess.Run("doctor", folder, "--threads", "0").ExitCode.Should().Be(2);
    }

    [Fact]
    public void Tile_PrintsCountsAndHash_AndWritesPreviews()
    {
        string[] arguments = ["tile", "--manifest", cohort.Manifest, "--mpp", "1", "--tile", "32", "--out", _folder.File("tiles.safetensors"), "--previews", _folder.File("previews"), "--json"];
        ConsoleResult one = ConsoleProcess.Run([.. arguments, "--threads", "1"]), four = ConsoleProcess.Run([.. arguments, "--threads", "4"]);
        one.ExitCode.Should().Be(0, "{0}", one);
        one.Json["slides"]!.GetValue<int>().Should().Be(4);
        one.Json["tiles"]!.GetValue<int>().Should().BeGreaterThan(16);
        one.Json["hash"]!.GetValue<string>().Should().MatchRegex("^[0-9a-f]{16,}$");
        one.Json["problems"]!.AsArray().Should().BeEmpty();
        four.Output.Should().Be(one.Output);
        Directory.GetFiles(_folder.File("previews"), "*.png").Should().HaveCount(4);
    }

    [Theory]
    [InlineData("as-is")]
    [InlineData("grey")]
    [InlineData("stain-normalised")]
    public void Probe_UnderColourRemoval_SaysSo(string colour)
    {
        ConsoleResult result = ConsoleProcess.Run("probe", "--encoder", "colour-histogram", "--manifest", cohort.Manifest, "--mpp", "1", "--tile", "32", "--folds", "2", "--colour", colour, "--json");
        result.ExitCode.Should().Be(0, "{0}", result);
        result.Json["origin"]!["colour"]!.GetValue<string>().Should().Be(colour);
        result.Json["auc"]!.GetValue<double>().Should().BeInRange(0, 1);
    }

    [Fact]
    public void Purity_FewSlides_PrintsTheCurveAndRefusesToRecommend()
    {
        string page = _folder.File("purity.html");
        ConsoleResult result = ConsoleProcess.Run("purity", "--manifest", cohort.Manifest, "--mpp", "1", "--tile", "32", "--max-distance", "3", "--out", page, "--json");
        result.ExitCode.Should().Be(0, "{0}", result);
        JsonArray distances = result.Json["distances"]!.AsArray();
        distances.Select(each => each!["distance"]!.GetValue<int>()).Should().Equal(1, 2, 3);
        distances.Should().OnlyContain(each => each!["pairs"]!.GetValue<long>() > 0 && each["mismatchAt"]!.GetValue<double>() >= 0 && each["low"]!.GetValue<double>() <= each["high"]!.GetValue<double>());
        distances[2]!["mismatchAt"]!.GetValue<double>().Should().BeGreaterThan(distances[0]!["mismatchAt"]!.GetValue<double>());
        result.Json["recommendation"]!["distance"].Should().BeNull();
        result.Json["recommendation"]!["reason"]!.GetValue<string>().Should().StartWith("too little data: 4 slides");
        result.Json["mode"]!.GetValue<string>().Should().Be("labels");
        File.ReadAllText(page).Should().Contain("Purity of neighbourhoods").And.Contain("Label mismatch against distance");
    }

    [Theory]
    [InlineData("descriptor", "as-is", "colour-texture")]
    [InlineData("descriptor", "grey", "colour-texture")]
    [InlineData("encoder", "as-is", "resnet18")]
    public void Purity_WithoutLabels_ComparesFeatures(string mode, string colour, string encoder)
    {
        if (mode == "encoder")
        {
            cohort.Finished.ExitCode.Should().Be(0);
        }

        string page = _folder.File("features.html"), slides = Path.GetDirectoryName(cohort.Slide)!;
        string[] how = mode == "encoder" ? ["--encoder", cohort.FinishedRun] : ["--mpp", "1", "--tile", "32"];
        ConsoleResult result = ConsoleProcess.Run(["purity", "--slides", slides, "--mode", mode, "--colour", colour, .. how, "--max-distance", "3", "--out", page, "--json"]);
        result.ExitCode.Should().Be(0, "{0}", result);
        (result.Json["mode"]!.GetValue<string>(), result.Json["colour"]!.GetValue<string>(), result.Json["encoder"]!.GetValue<string>()).Should().Be((mode, colour, encoder));
        JsonArray distances = result.Json["distances"]!.AsArray();
        distances.Select(each => each!["distance"]!.GetValue<int>()).Should().Equal(1, 2, 3);
        distances.Should().OnlyContain(each => each!["pairs"]!.GetValue<long>() > 0 && each["mismatchUpTo"]!.GetValue<double>() > 0 && each["low"]!.GetValue<double>() <= each["high"]!.GetValue<double>());
        distances[0]!["mismatchAt"]!.GetValue<double>().Should().BeLessThan(1, "the regions are larger than tiles");
        result.Json["recommendation"]!["distance"].Should().BeNull();
        result.Json["recommendation"]!["reason"]!.GetValue<string>().Should().StartWith("too little data: 4 slides with pairs");
        File.ReadAllText(page).Should().Contain("Feature mismatch against distance");
    }

    [Theory]
    [InlineData("encoder")]
    [InlineData("descriptor", "--encoder", "run")]
    [InlineData("labels", "--encoder", "run")]
    [InlineData("labels", "--colour", "grey")]
    public void Purity_ModesThatContradict_AreWrongUsage(string mode, params string[] rest) =>
        ConsoleProcess.Run(["purity", "--slides", cohort.Slide, "--mpp", "1", "--tile", "32", "--mode", mode, .. rest]).ExitCode.Should().Be(2);

    [Fact]
    public void Purity_WithoutAnnotations_SaysWhatIsMissing()
    {
        ConsoleResult result = ConsoleProcess.Run("purity", "--slides", cohort.Slide, "--mpp", "1", "--tile", "32");
        result.ExitCode.Should().Be(1, "{0}", result);
        result.Errors.Should().Contain("HS1880");
    }

    [Fact]
    public void MilPredict_SlidesOneAfterTheOther_AnswersForTheSlideThatIsAskedAbout()
    {
        cohort.Finished.ExitCode.Should().Be(0);
        string model = _folder.File("model"), table = _folder.File("predictions.csv"), empty = _folder.File("empty.svs");
        string labels = _folder.File("labels.csv");
        File.WriteAllLines(labels, ["slide_id,label", .. Enumerable.Range(0, 4).Select(slide => $"synthetic-000{slide},{(slide % 2 == 0 ? "even" : "odd")}")]);
        ConsoleResult trained = ConsoleProcess.Run(
            "mil", "train", "--manifest", cohort.Manifest, "--labels", labels, "--encoder", cohort.FinishedRun, "--aggregator", "mean", "--folds", "2", "--epochs", "2", "--last-epoch", "--out", model);
        trained.ExitCode.Should().Be(0, "{0}", trained);
        string[] slides = [.. Directory.GetFiles(Path.GetDirectoryName(cohort.Slide)!, "*.svs").Order(StringComparer.Ordinal).Take(2)];
        foreach (string slide in slides)
        {
            ConsoleResult found = ConsoleProcess.Run("mil", "predict", "--model", model, "--slides", slide, "--out", table, "--json");
            found.ExitCode.Should().Be(0, "{0}", found);
            found.Json["predictions"]!.AsArray().Should().ContainSingle().Which!["slide"]!.GetValue<string>().Should().Be(Path.GetFileNameWithoutExtension(slide));
        }

        File.WriteAllBytes(empty, []);
        ConsoleResult broken = ConsoleProcess.Run("mil", "predict", "--model", model, "--slides", empty, "--out", table, "--json");
        broken.ExitCode.Should().Be(1, "{0}", broken);
        broken.Errors.Should().Contain("HS1003");
        broken.Json["predictions"]!.AsArray().Should().BeEmpty();
    }
}
