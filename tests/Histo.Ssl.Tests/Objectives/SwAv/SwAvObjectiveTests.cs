using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class SwAvObjectiveTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Encoder _encoder = CropBatches.SmallResNet();

    [Theory]
    [InlineData(0, LocalCropPolicy.AnchorOnly)]
    [InlineData(2, LocalCropPolicy.AnchorOnly)]
    [InlineData(1, LocalCropPolicy.Both)]
    public void Compute_GivesLossTermsAndUnitEmbeddings(int locals, LocalCropPolicy policy)
    {
        using SwAvObjective objective = Create(options => (options.LocalCrops, options.LocalCropPolicy) = (locals, policy));
        objective.Layout.Should().Be(new ViewLayout(locals, policy));
        ObjectiveResult result = objective.Compute(CropBatches.Input(objective, _encoder));
        (result.Loss.dtype, result.Loss.dim(), result.Loss.isfinite().item<bool>()).Should().Be((ScalarType.Float32, 0L, true));
        result.Terms.Keys.Should().BeEquivalentTo(locals > 0 ? ["global", "local"] : new[] { "global" });
        result.Terms.Values.Sum(term => (double)term.item<float>()).Should().BeApproximately(result.Loss.item<float>(), 1e-5);
        result.Embeddings.Should().HaveCount(2).And.OnlyContain(embedding => !embedding.requires_grad && embedding.size(0) == 4 && embedding.size(1) == objective.ProjectionSize);
        (result.Embeddings[1].square().sum(dim: 1) - 1).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void Compute_ViewsOfOneSize_AreOneForward()
    {
        using SwAvObjective objective = Create();
        objective.Compute(CropBatches.Input(objective, _encoder));
        _encoder.state_dict()["bn1.num_batches_tracked"].item<long>().Should().Be(2, "two globals together, then two locals together");
    }

    [Fact]
    public void Compute_Backward_ReachesEncoderProjectorAndPrototypes()
    {
        using SwAvObjective objective = Create();
        objective.Compute(CropBatches.Input(objective, _encoder)).Loss.backward();
        foreach ((string name, Parameter parameter) in _encoder.named_parameters().Concat(objective.Heads.named_parameters()))
        {
            parameter.grad.Should().NotBeNull(name);
            parameter.grad!.isfinite().all().item<bool>().Should().BeTrue(name);
        }

        objective.Heads.get_parameter("prototypes.weight")!.grad!.abs().sum().item<float>().Should().BePositive();
    }

    [Fact]
    public void Compute_NormalisesThePrototypesInPlace()
    {
        using SwAvObjective objective = Create();
        Parameter weight = objective.Heads.get_parameter("prototypes.weight")!;
        using (no_grad())
        {
            weight.mul_(3);
        }

        objective.Compute(CropBatches.Input(objective, _encoder));
        (weight.square().sum(dim: 1) - 1).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void AfterBackward_FreezesThePrototypesForTheFirstSteps()
    {
        using SwAvObjective objective = Create(options => options.FreezePrototypesSteps = 5);
        Parameter weight = objective.Heads.get_parameter("prototypes.weight")!;
        foreach ((long step, bool frozen) in new[] { (0L, true), (4L, true), (5L, false) })
        {
            objective.Compute(CropBatches.Input(objective, _encoder, step)).Loss.backward();
            objective.AfterBackward(new TrainingMoment(step, 100, 0));
            (weight.grad is null).Should().Be(frozen);
            objective.Heads.get_parameter("projector.0.weight")!.grad.Should().NotBeNull();
        }
    }

    [Fact]
    public void Queue_StartsAtItsShareAndIsUsedWhenFull()
    {
        using SwAvObjective objective = Create(options => (options.QueueLength, options.QueueStartShare) = (8, 0.5));
        Tensor rows = objective.Heads.state_dict()["queue.rows"], features = objective.Heads.state_dict()["queue.features"];
        objective.Compute(CropBatches.Input(objective, _encoder, step: 49));
        rows.item<long>().Should().Be(0);
        ObjectiveResult result = objective.Compute(CropBatches.Input(objective, _encoder, step: 50));
        rows.item<long>().Should().Be(4);
        features[0, ..4].Equals(result.Embeddings[0]).Should().BeTrue();
        features[1, ..4].Equals(result.Embeddings[1]).Should().BeTrue();
        Tensor first = result.Embeddings[0];
        objective.Compute(CropBatches.Input(objective, _encoder, step: 51, seed: 8));
        objective.Compute(CropBatches.Input(objective, _encoder, step: 52, seed: 9));
        rows.item<long>().Should().Be(8, "it stays full");
        features[0].eq(first[0]).all().item<bool>().Should().BeFalse("the first batch has left it");
    }

    [Fact]
    public void Queue_Full_ChangesTheLoss()
    {
        using SwAvObjective with = Create(options => (options.QueueLength, options.QueueStartShare) = (4, 0)), without = Create();
        double[] Losses(SwAvObjective objective) => [.. Enumerable.Range(0, 2).Select(step => (double)objective.Compute(CropBatches.Input(objective, _encoder, step, seed: 3 + step)).Loss.item<float>())];
        double[] queued = Losses(with), plain = Losses(without);
        queued[0].Should().BeApproximately(plain[0], 1e-5, "it is empty at the first step");
        queued[1].Should().NotBeApproximately(plain[1], 1e-3);
    }

    [Fact]
    public void Heads_HoldTheWholeState()
    {
        using SwAvObjective first = Create(options => options.QueueLength = 8), second = Create(options => options.QueueLength = 8, seed: 77);
        _encoder.eval();
        first.Heads.eval();
        second.Heads.eval();
        for (int step = 50; step < 53; step++)
        {
            first.Compute(CropBatches.Input(first, _encoder, step));
        }

        CropBatches.Load(second.Heads, CropBatches.Copy(first.Heads));
        float expected = first.Compute(CropBatches.Input(first, _encoder, 53)).Loss.item<float>();
        second.Compute(CropBatches.Input(second, _encoder, 53)).Loss.item<float>().Should().Be(expected);
        second.Heads.state_dict()["queue.features"].Equals(first.Heads.state_dict()["queue.features"]).Should().BeTrue();
    }

    [Fact]
    public void Queue_ShorterThanTheBatch_Throws()
    {
        using SwAvObjective objective = Create(options => (options.QueueLength, options.QueueStartShare) = (3, 0));
        FluentActions.Invoking(() => objective.Compute(CropBatches.Input(objective, _encoder))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Fact]
    public void Compute_WrongViews_Throw()
    {
        using SwAvObjective objective = Create();
        ObjectiveInput input = CropBatches.Input(objective, _encoder);
        Tensor[][] wrong = [[input.Views[0], input.Views[1]], [input.Views[0], input.Views[2], input.Views[1], input.Views[3]], [.. input.Views.Select(view => view[..1])], [.. input.Views.Take(3), input.Views[3][..2]]];
        foreach (Tensor[] views in wrong)
        {
            FluentActions.Invoking(() => objective.Compute(input with { Views = views })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Compute_EverythingInBFloat16_LossIsFloat32()
    {
        using SwAvObjective objective = Create(options => (options.QueueLength, options.QueueStartShare) = (8, 0));
        _encoder.to(ScalarType.BFloat16);
        objective.Heads.to(ScalarType.BFloat16);
        ObjectiveResult result = objective.Compute(CropBatches.Input(objective, _encoder));
        (result.Loss.dtype, result.Loss.isfinite().item<bool>()).Should().Be((ScalarType.Float32, true));
        result.Loss.backward();
        objective.Heads.state_dict()["queue.rows"].item<long>().Should().Be(4);
    }

    [Fact]
    public void Create_QueueThatRanksCannotShare_Throws() => FluentActions.Invoking(() => TwoRanks.Run(ranks =>
        {
            using var objective = new SwAvObjective(new SwAvOptions { QueueLength = 7, Prototypes = 5, Projector = "8-6" }, CropBatches.Setup(_encoder) with { Collective = ranks });
            return 0;
        })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using SwAvObjective objective = Create(options => (options.QueueLength, options.QueueStartShare) = (8, 0));
        ObjectiveInput input = CropBatches.Input(objective, _encoder);
        objective.Compute(input).Dispose();
        objective.Compute(input).Dispose();
        LiveTensors.ShouldStayConstant(() =>
        {
            using ObjectiveResult result = objective.Compute(input);
            result.Loss.backward();
            objective.AfterBackward(input.Moment);
        });
        LiveTensors.ShouldStayConstant(() => Create(options => options.QueueLength = 8).Dispose());
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _scope.Dispose();
    }

    private SwAvObjective Create(Action<SwAvOptions>? change = null, ulong seed = 9)
    {
        var options = new SwAvOptions { Projector = "16-6", Prototypes = 7, LocalCrops = 2 };
        change?.Invoke(options);
        return new SwAvObjective(options, CropBatches.Setup(_encoder, seed));
    }
}
