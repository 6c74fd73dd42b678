using System.Text.Json;
using Histo.Ssl.Encoders;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Views;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>Views are made on one thread and used on another.</summary>
[Collection(nameof(AllTensors))]
public class FineTuningTests
{
    // Symmetries would turn one class into the other.
    private static FineTuningOptions Options => new() { Folds = 2, Epochs = 6, BatchSize = 16, EncoderLearningRate = 3e-3, HeadLearningRate = 1e-2, Augmentation = AugmentationPreset.None };

    [Fact]
    public void CrossValidate_StripesThatAnUntrainedEncoderMisses_AreLearned()
    {
        using Encoder encoder = Untrained();
        using var source = new TintedTiles();
        string before = WeightHash.Compute(encoder);
        bool mode = encoder.training;
        ClassifierReport report = new FineTuning(Options).CrossValidate(encoder, source);
        report.Auc.Should().BeGreaterThan(0.99);
        report.Accuracy.Should().BeGreaterThan(0.9);
        (report.Probe, report.Folds.Count, report.Tiles["positive"], report.Origin.EncoderHash).Should().Be(("finetune", 2, 48, before));
        (WeightHash.Compute(encoder), encoder.training).Should().Be((before, mode), "the given encoder stays as it is");
        report.Auc.Should().Be(report.Folds.Average(fold => fold.Auc));
    }

    [Fact]
    public void CrossValidate_NothingTrainedInTheEncoder_IsWorse()
    {
        using Encoder encoder = Untrained();
        using var source = new TintedTiles();
        FineTuningOptions frozen = Options;
        frozen.EncoderLearningRate = 0;
        frozen.HeadLearningRate = 1e-6;
        new FineTuning(frozen).CrossValidate(encoder, source).Folds[0].TrainingLoss.Should().BeGreaterThan(3 * new FineTuning(Options).CrossValidate(encoder, source).Folds[0].TrainingLoss);
    }

    [Theory]
    [InlineData("adamw")]
    [InlineData("sgd")]
    public void CrossValidate_AnyReadingThreads_IsTheSame(string optimizer)
    {
        using Encoder encoder = Untrained();
        using var source = new TintedTiles();
        FineTuningOptions options = Options;
        (options.Optimizer, options.Augmentation, options.Epochs, options.Seed) = (optimizer, AugmentationPreset.LightNoCrop, 2, 8);
        options.ReadingThreads = 1;
        ClassifierReport first = new FineTuning(options).CrossValidate(encoder, source);
        options.ReadingThreads = 4;
        new FineTuning(options).CrossValidate(encoder, source).Folds.Should().BeEquivalentTo(first.Folds);
        options.Seed = 9;
        new FineTuning(options).CrossValidate(encoder, source).Folds[0].TrainingLoss.Should().NotBe(first.Folds[0].TrainingLoss, "the seed orders and augments tiles");
    }

    [Fact]
    public void FitAndTest_TwoCohorts_TestsOnTheSecond()
    {
        using Encoder encoder = Untrained();
        using TintedTiles train = new(slides: 3), test = new(slides: 5, prefix: "T", copyOf: [3, 4, 5, 6, 7]);
        ClassifierReport report = new FineTuning(Options).FitAndTest(encoder, train, test);
        ClassifierFold fold = report.Folds.Should().ContainSingle().Subject;
        (fold.TrainTiles["negative"], fold.TestTiles["positive"], report.Tiles["positive"]).Should().Be((24, 40, 64));
        report.Auc.Should().BeGreaterThan(0.95);
        Refused(() => new FineTuning(Options).FitAndTest(encoder, train, train), ErrorCodes.GroupLeak);
    }

    [Fact]
    public void FitAndTest_CopiesUnderOtherNames_AreLeftOutOfTheTest()
    {
        using Encoder encoder = Untrained();
        using TintedTiles train = new(slides: 3), test = new(slides: 4, prefix: "T", copyOf: [3, 0, 4, 2]), copies = new(slides: 2, prefix: "T", copyOf: [1, 0]);
        ClassifierReport report = new FineTuning(Options).FitAndTest(encoder, train, test);
        report.Folds[0].TestTiles.Values.Sum().Should().Be(32);
        report.Folds[0].Groups.Should().Equal("T0", "T2");
        report.Notes.Should().ContainSingle().Which.Should().Contain("32 of 64 test tiles");
        Refused(() => new FineTuning(Options).FitAndTest(encoder, train, copies), ErrorCodes.ContentLeak);
    }

    [Fact]
    public void CrossValidate_UnreadableTiles_AreCountedAndLeftOut()
    {
        using Encoder encoder = Untrained();
        using var source = new TintedTiles(broken: [0, 5, 40]);
        FineTuningOptions options = Options;
        options.Epochs = 1;
        ClassifierReport report = new FineTuning(options).CrossValidate(encoder, source);
        report.TilesUnreadable.Should().Be(3);
        report.Folds.Sum(fold => fold.TestTiles.Values.Sum()).Should().Be(93);
    }

    [Fact]
    public void CrossValidate_Tensors_DoNotPileUp()
    {
        using Encoder encoder = Untrained();
        using var source = new TintedTiles(slides: 4);
        FineTuningOptions options = Options;
        options.Epochs = 1;
        // Making an encoder leaves handles to the garbage collector; fine-tuning on all threads leaves no more than those of its copies.
        long ofACopy = Left(() => Untrained().Dispose());
        Left(() => new FineTuning(options).CrossValidate(encoder, source)).Should().BeLessThanOrEqualTo(options.Folds * ofACopy);
        Left(() =>
        {
            using var cancel = new CancellationTokenSource();
            Action run = () => new FineTuning(options).CrossValidate(encoder, source, new CancelAfter(2, [], cancel), cancel.Token);
            run.Should().Throw<OperationCanceledException>();
        }).Should().BeLessThanOrEqualTo(ofACopy);
    }

    [Fact]
    public void CrossValidate_Cancelled_Stops()
    {
        using Encoder encoder = Untrained();
        using var source = new TintedTiles();
        using var cancel = new CancellationTokenSource();
        var seen = new List<FineTuningProgress>();
        Action run = () => new FineTuning(Options).CrossValidate(encoder, source, new CancelAfter(3, seen, cancel), cancel.Token);
        run.Should().Throw<OperationCanceledException>();
        seen.Select(each => (each.Fold, each.Folds, each.Step, each.Steps)).Should().Equal((0, 2, 1, 18), (0, 2, 2, 18), (0, 2, 3, 18));
        seen.Should().OnlyContain(each => each.Loss > 0);
    }

    [Fact]
    public void ToJson_Report_ComesBack()
    {
        using Encoder encoder = Untrained();
        using var source = new TintedTiles();
        FineTuningOptions options = Options;
        options.Epochs = 1;
        ClassifierReport report = new FineTuning(options).CrossValidate(encoder, source);
        ClassifierReport.FromJson(report.ToJson()).Should().BeEquivalentTo(report);
        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        json.RootElement.GetProperty("options").GetProperty("augmentation").GetString().Should().Be("none");
        json.RootElement.GetProperty("folds")[1].GetProperty("balancedAccuracy").GetDouble().Should().Be(report.Folds[1].BalancedAccuracy);
    }

    [Fact]
    public void Constructor_ImpossibleOptions_AreRefused()
    {
        Refused(() => _ = new FineTuning(new FineTuningOptions { BatchSize = 1 }), ErrorCodes.InvalidOption);
        Refused(() => _ = new FineTuning(new FineTuningOptions { Optimizer = "lion" }), ErrorCodes.InvalidOption);
        Refused(() => _ = new FineTuning(new FineTuningOptions { Augmentation = AugmentationPreset.Official }), ErrorCodes.InvalidOption);
        Refused(() => _ = new FineTuning(new FineTuningOptions { HeadLearningRate = 0 }), ErrorCodes.InvalidOption);
    }

    private static Encoder Untrained() => EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = 4, InputSize = 16, Stem = EncoderStem.Small }, seed: 2);

    private static long Left(Action action)
    {
        action();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Tensor.TotalCount;
        action();
        return Tensor.TotalCount - before;
    }

    private static void Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code);

    private sealed class CancelAfter(int steps, List<FineTuningProgress> seen, CancellationTokenSource cancel) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value)
        {
            seen.Add(value);
            if (seen.Count == steps)
            {
                cancel.Cancel();
            }
        }
    }
}
