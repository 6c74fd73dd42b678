using Histo.TestKit;

namespace Histo.Cli.Tests;

public sealed class UsageTests
{
    public static TheoryData<string, string[]> Commands => new()
    {
        { "", ["doctor", "manifest", "tile", "pretrain", "compare", "embed", "extract", "probe", "demo"] },
        { "doctor", ["--full", "--mpp", "--reader", "--json"] },
        { "manifest", ["--labels", "--mpp", "--out", "--json"] },
        { "tile", ["--slides", "--manifest", "--mpp", "--tile", "--stride", "--min-tissue", "--previews", "--threads", "--out", "--reader", "--json"] },
        { "pretrain", ["--slides", "--manifest", "--objective", "--sampler", "--distance", "--steps", "--batch", "--seed", "--threads", "--config", "--set", "--print-config", "--resume", "--out", "--json", "--recipe", "barlow-twins", "vicreg", "byol", "simsiam", "simclr", "supcon", "moco-v2", "moco-v3", "swav", "dino", "dinov2", "sslp", "sgcl", "intra", "inter", "weak-label", "vit-small", "tiny"] },
        { "compare", ["RUN", "--config", "--out", "--jobs", "--list", "--json"] },
        { "embed", ["--encoder", "--manifest", "--out", "--threads", "--colour", "--json"] },
        { "extract", ["--slides", "--manifest", "--encoder", "--architecture", "--out", "--precision", "float16", "bfloat16", "--batch", "--reader-threads", "--compute-threads", "--overwrite", "--mpp", "--tile", "--json", "extraction.json"] },
        { "probe", ["--encoder", "--manifest", "--test-manifest", "--label-threshold", "--folds", "--probe", "few-shot", "linear", "finetune", "--epochs", "--learning-rate", "--batch-norm", "--inner-folds", "--map", "--colour", "--augmentation", "histo probe --encoder run", "--json"] },
        { "purity", ["--slides", "--manifest", "--mode", "labels", "encoder", "descriptor", "--encoder", "--colour", "--mpp", "--tile", "--stride", "--reader", "--max-distance", "--max-mismatch", "--min-tissue", "--seed", "--out", "--json"] },
        { "map", ["--encoder", "--manifest", "--out", "--coordinates", "--perplexity", "--tiles", "--queries", "--neighbours", "--seed", "--json", "mean nothing", "slide,column,row,x,y,label"] },
        { "demo", ["--out", "--steps", "--seed", "--json"] },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_NamesWhatTheCommandTakes(string command, string[] words)
    {
        ConsoleResult result = ConsoleProcess.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        result.ExitCode.Should().Be(0);
        result.Output.Should().ContainAll(words);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "pretrain --nonsense 3", "--nonsense" },
        { "pretrain --slides x", "--out" },
        { "pretrain --objective nowhere --out x", "nowhere" },
        { "pretrain --recipe huge --out x", "huge" },
        { "compare", "--config" },
        { "compare x --config y", "--config" },
        { "pretrain --out x", "--manifest" },
        { "pretrain --out x --mpp fine --slides x", "--mpp fine" },
        { "pretrain --resume x --steps 5", "--steps" },
        { "pretrain --resume x --tile 64", "--tile" },
        { "pretrain --resume x --out y", "--out" },
        { "pretrain --set Training.Nothing=1 --out x", "batchSize" },
        { "pretrain --set Nothing.Steps=1 --out x", "training" },
        { "pretrain --set Training.Steps --out x", "Section.Option=value" },
        { "tile --slides x", "--out" },
        { "extract --slides x --out y", "--encoder" },
        { "extract --slides x --encoder y.safetensors --out z", "--mpp" },
        { "extract --slides x --encoder colour-histogram --out z", "histo embed" },
        { "extract --slides x --encoder y --out z --precision float8", "float8" },
        { "probe --encoder colour-histogram --mpp 0.5 --tile 64 --slides x --probe finetune", "colour-histogram" },
        { "probe --encoder colour-histogram --mpp 0.5 --tile 64 --slides x --epochs 3", "--epochs" },
        { "probe --encoder colour-histogram --mpp 0.5 --tile 64 --slides x --probe linear --augmentation light", "--augmentation" },
        { "probe --encoder colour-histogram --mpp 0.5 --tile 64 --slides x --probe nearest", "nearest" },
        { "probe --encoder colour-histogram --mpp 0.5 --tile 64 --slides x --probe linear --inner-folds 3", "--inner-folds" },
        { "nonsense", "nonsense" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WrongUsage_IsExitCodeTwo_AndNamed(string line, string named)
    {
        ConsoleResult result = ConsoleProcess.Run(line.Split(' '));
        result.ExitCode.Should().Be(2, "{0}", result);
        result.Errors.Should().Contain(named).And.NotContain("   at ");
        result.Output.Should().BeEmpty();
    }

    [Fact]
    public void Set_OptionsOfEveryDepth_ShowInTheConfig()
    {
        ConsoleResult result = ConsoleProcess.Run(
            "pretrain", "--print-config", "--set", "training.steps=7", "--set", "Pairs.Spatial.Border=Drop", "--set", "Optimization.GradientClip=1.5", "--set", "Augmentation.Views.First.Grey=0.25", "--set", "Objective.VicReg.Projector=32-32");
        result.ExitCode.Should().Be(0, "{0}", result);
        (result.Json["training"]!["steps"]!.GetValue<long>(), result.Json["pairs"]!["spatial"]!["border"]!.GetValue<string>(), result.Json["optimization"]!["gradientClip"]!.GetValue<double>()).Should().Be((7, "Drop", 1.5));
        (result.Json["augmentation"]!["views"]!["first"]!["grey"]!.GetValue<double>(), result.Json["objective"]!["vicReg"]!["projector"]!.GetValue<string>()).Should().Be((0.25, "32-32"));
    }

    [Fact]
    public void Distance_WithoutSpatialSampler_IsNoticed()
    {
        using var folder = new TempFolder();
        string config = folder.File("config.json");
        ConsoleResult result = ConsoleProcess.Run("pretrain", "--print-config", "--sampler", "augmentation", "--distance", "2");
        result.ExitCode.Should().Be(0);
        result.Errors.Should().Contain("notice").And.Contain("--distance").And.Contain("augmentation");
        File.WriteAllText(config, result.Output);
        ConsoleResult again = ConsoleProcess.Run("pretrain", "--print-config", "--config", config);
        again.Output.Should().Be(result.Output);
        again.Errors.Should().BeEmpty();
    }

    [Fact]
    public void Failure_WithJson_IsOneDocumentWithCode()
    {
        ConsoleResult result = ConsoleProcess.Run("pretrain", "--slides", "x.svs", "--batch", "1", "--out", "/nowhere/run", "--json");
        result.ExitCode.Should().Be(1, "{0}", result);
        result.Json["error"]!["code"]!.GetValue<string>().Should().Be("HS0001");
        result.Json["error"]!["message"]!.GetValue<string>().Should().Contain("BatchSize");
    }
}
