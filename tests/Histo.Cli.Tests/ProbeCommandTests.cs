using System.Text.Json.Nodes;

namespace Histo.Cli.Tests;

[Collection(ConsoleCohort.Name)]
public sealed class ProbeCommandTests(ConsoleCohort cohort)
{
    [Theory]
    [InlineData("knn", "knnAuc")]
    [InlineData("logistic", "auc")]
    [InlineData("few-shot", "fewShot")]
    public void OneProbe_ShowsItsFiguresOnly(string probe, string figure)
    {
        ConsoleResult result = Probe("--probe", probe);
        result.ExitCode.Should().Be(0, "{0}", result);
        result.Json["probe"]!.GetValue<string>().Should().Be(probe);
        string[] all = ["auc", "knnAuc", "fewShot", "nmi"];
        foreach (JsonObject part in result.Json["folds"]!.AsArray().Select(fold => fold!.AsObject()).Prepend(result.Json.AsObject()))
        {
            part.Select(entry => entry.Key).Intersect(all).Should().Equal(figure);
        }
    }

    [Theory]
    [InlineData("linear", "batchSize")]
    [InlineData("finetune", "encoderLearningRate")]
    public void TrainedProbe_HasItsOwnDocument(string probe, string option)
    {
        ConsoleResult result = Probe("--probe", probe, "--epochs", "2");
        result.ExitCode.Should().Be(0, "{0}", result);
        result.Json.AsObject().Select(entry => entry.Key).Should().Contain(["probe", "auc", "balancedAccuracy", "accuracy", "folds", "classes", "tiles", "options"]);
        (result.Json["probe"]!.GetValue<string>(), result.Json["folds"]!.AsArray().Count).Should().Be((probe, 2));
        result.Json["options"]!["epochs"]!.GetValue<int>().Should().Be(2);
        result.Json["options"]!.AsObject().Should().ContainKey(option);
        result.Json["auc"]!.GetValue<double>().Should().BeInRange(0, 1);
    }

    private ConsoleResult Probe(params string[] more)
    {
        cohort.Finished.ExitCode.Should().Be(0);
        return ConsoleProcess.Run(["probe", "--encoder", cohort.FinishedRun, "--manifest", cohort.Manifest, "--folds", "2", .. more, "--json"]);
    }
}
