using System.Text.Json.Nodes;
using Histo.Ssl.Features;
using Histo.TestKit;

namespace Histo.Cli.Tests;

public sealed class MilCommandTests : IDisposable
{
    private const int Slides = 24;

    private readonly TempFolder _folder = new();

    public MilCommandTests() => WriteCohort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_ThenPredictEvaluateAndHeatmap_UseTheSameModel()
    {
        ConsoleResult trained = ConsoleProcess.Run(
            "mil", "train", "--features", _folder.File("features"), "--labels", _folder.File("labels.csv"), "--aggregator", "gated-abmil", "--folds", "3", "--seed", "2", "--epochs", "10", "--lr", "0.002", "--out", _folder.File("model"), "--json");
        trained.ExitCode.Should().Be(0, trained.Errors);
        JsonNode metrics = JsonNode.Parse(trained.Output)!;
        metrics["auc"]!.GetValue<double>().Should().BeGreaterThan(0.8);
        foreach (string name in new[] { "metrics.json", "predictions.csv", "report.html" })
        {
            File.Exists(_folder.File("model", name)).Should().BeTrue(name);
        }

        File.ReadAllLines(_folder.File("model", "predictions.csv")).Should().HaveCount(Slides + 1);
        ConsoleResult predicted = ConsoleProcess.Run("mil", "predict", "--model", _folder.File("model"), "--features", _folder.File("features"), "--json");
        predicted.ExitCode.Should().Be(0, predicted.Errors);
        JsonNode.Parse(predicted.Output)!["predictions"]!.AsArray().Should().HaveCount(Slides);
        ConsoleProcess.Run("mil", "evaluate", "--model", _folder.File("model"), "--features", _folder.File("features"), "--labels", _folder.File("labels.csv"), "--json").ExitCode.Should().Be(0);

        // The features are no extraction of ours: slides cannot be predicted, and the message says what to give.
        ConsoleResult slides = ConsoleProcess.Run("mil", "predict", "--model", _folder.File("model"), "--slides", _folder.File("labels.csv"));
        slides.ExitCode.Should().Be(2);
        slides.Errors.Should().Contain("--features");
    }

    [Fact]
    public void Predict_FeaturesOfAnotherEncoder_NamesBothValues()
    {
        ConsoleProcess.Run("mil", "train", "--features", _folder.File("features"), "--labels", _folder.File("labels.csv"), "--aggregator", "max", "--folds", "2", "--epochs", "1", "--out", _folder.File("model")).ExitCode.Should().Be(0);
        Write("other", "other", 0, hash: "ffff");
        ConsoleResult predicted = ConsoleProcess.Run("mil", "predict", "--model", _folder.File("model"), "--features", _folder.File("other"));
        predicted.ExitCode.Should().Be(1);
        predicted.Errors.Should().Contain("HS2042").And.Contain("ffff").And.Contain("abcd");
    }

    [Fact]
    public void Benchmark_OfATable_PrintsItsFigures()
    {
        var text = new System.Text.StringBuilder("bag_id,bag_label,f0,f1\n");
        for (int bag = 0; bag < 20; bag++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"b{bag:00},{bag % 2},{(bag % 2) + (0.1 * (bag % 3))},{bag % 5}\nb{bag:00},{bag % 2},{bag % 2},{bag % 7}\n");
        }

        File.WriteAllText(_folder.File("bags.csv"), text.ToString());
        ConsoleResult result = ConsoleProcess.Run("mil", "benchmark", "--dataset", _folder.File("bags.csv"), "--aggregator", "mean", "--folds", "4", "--repeats", "2", "--json");
        result.ExitCode.Should().Be(0, result.Errors);
        JsonNode figures = JsonNode.Parse(result.Output)!;
        figures["folds"]!.AsArray().Should().HaveCount(8);
        foreach (string name in new[] { "auc", "aucStd", "balancedAccuracy", "accuracy" })
        {
            figures[name]!.GetValue<double>().Should().BeInRange(0, 1, name);
        }

        figures["auc"]!.GetValue<double>().Should().BeGreaterThan(0.9);
    }

    [Fact]
    public void Train_UnknownAggregator_IsWrongUsage() =>
        ConsoleProcess.Run("mil", "train", "--features", "x", "--labels", "y", "--aggregator", "nothing", "--out", "z").ExitCode.Should().Be(2);

    private void WriteCohort()
    {
        var labels = new System.Text.StringBuilder("slide_id,case_id,label\n");
        for (int slide = 0; slide < Slides; slide++)
        {
            string id = FormattableString.Invariant($"slide{slide:00}");
            Write("features", id, slide % 2, hash: "abcd");
            labels.Append(System.Globalization.CultureInfo.InvariantCulture, $"{id},case{slide / 4}-{slide % 2},{(slide % 2 == 1 ? "tumour" : "normal")}\n");
        }

        File.WriteAllText(_folder.File("labels.csv"), labels.ToString());
    }

    private void Write(string folder, string id, int label, string hash)
    {
        Directory.CreateDirectory(_folder.File(folder));
        var description = new FeatureStoreDescription
        {
            SlideId = id, Width = 4, Encoder = "resnet18", EncoderHash = hash, InputSize = 224, Normalisation = [0, 0, 0, 1, 1, 1], Mpp = 0.5, TileSize = 224, Stride = 224, TileExtent = 224, Step = 224, Level0Mpp = 0.5,
            Level0Width = 2240, Level0Height = 2240,
        };
        using IFeatureStoreWriter writer = FeatureStoreFile.Create(_folder.File(folder, id + ".h5"), description);
        for (int tile = 0; tile < 9; tile++)
        {
            float marked = label == 1 && tile == 4 ? 3 : 0;
            writer.Append([marked, tile % 3, (id.Length + tile) % 2, 1], [224 * (tile % 3), 224 * (tile / 3)]);
        }

        writer.Complete();
    }
}
