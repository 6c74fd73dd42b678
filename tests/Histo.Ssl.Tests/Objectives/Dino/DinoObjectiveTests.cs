using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using Histo.Ssl.Training;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class DinoObjectiveTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Encoder _encoder = CropBatches.SmallResNet();

    [Theory]
    [InlineData(0, LocalCropPolicy.AnchorOnly)]
    [InlineData(3, LocalCropPolicy.Split)]
    [InlineData(1, LocalCropPolicy.Both)]
    public void Compute_GivesLossTermsAndUnitEmbeddings(int locals, LocalCropPolicy policy)
    {
        using DinoObjective objective = Create(options => (options.LocalCrops, options.LocalCropPolicy) = (locals, policy));
        objective.Layout.Should().Be(new ViewLayout(locals, policy));
        ObjectiveResult result = objective.Compute(CropBatches.Input(objective, _encoder));
        (result.Loss.dtype, result.Loss.dim(), result.Loss.isfinite().item<bool>()).Should().Be((ScalarType.Float32, 0L, true));
        result.Terms.Keys.Should().BeEquivalentTo(locals > 0 ? ["global", "local"] : new[] { "global" });
        result.Embeddings.Should().HaveCount(2).And.OnlyContain(embedding => !embedding.requires_grad && embedding.size(0) == 4 && embedding.size(1) == objective.ProjectionSize);
        (result.Embeddings[1].square().sum(dim: 1) - 1).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void Compute_ViewsOfOneSize_AreOneForward()
    {
        using DinoObjective objective = Create();
        objective.Compute(CropBatches.Input(objective, _encoder));
        _encoder.state_dict()["bn1.num_batches_tracked"].item<long>().Should().Be(2, "the student sees globals and locals");
        objective.Heads.state_dict()["teacher.encoder.bn1.num_batches_tracked"].item<long>().Should().Be(1, "the teacher sees globals, in training mode");
    }

    [Fact]
    public void Compute_Backward_ReachesTheStudentOnly()
    {
        using DinoObjective objective = Create();
        objective.Compute(CropBatches.Input(objective, _encoder)).Loss.backward();
        foreach ((string name, Parameter parameter) in _encoder.named_parameters())
        {
            parameter.grad.Should().NotBeNull(name);
        }

        foreach ((string name, Parameter parameter) in objective.Heads.named_parameters())
        {
            bool student = name.StartsWith("head.", StringComparison.Ordinal) && name != "head.last_layer.weight_g";
            (parameter.grad is not null).Should().Be(student, name);
            parameter.requires_grad.Should().Be(student, name);
        }
    }

    [Fact]
    public void Teacher_StartsAsTheStudentAndFollowsIt()
    {
        using DinoObjective objective = Create();
        Dictionary<string, Tensor> heads = objective.Heads.state_dict(), encoder = _encoder.state_dict();
        heads["teacher.encoder.conv1.weight"].Equals(encoder["conv1.weight"]).Should().BeTrue();
        heads["teacher.head.mlp.0.weight"].Equals(heads["head.mlp.0.weight"]).Should().BeTrue();
        ((IJointEmbeddingObjective)objective).TeacherUpdate.Should().Be(TeacherUpdate.AfterStep);
        objective.TeacherPairs.Should().HaveCount(_encoder.parameters().Count() + 7, "three linear layers and the directions of the prototypes").And.OnlyContain(pair => !pair.Teacher.requires_grad && pair.Online.requires_grad);
        using (no_grad())
        {
            encoder["conv1.weight"].add_(1);
        }

        Tensor before = heads["teacher.encoder.conv1.weight"].clone();
        MomentumUpdate.Apply(objective.TeacherPairs, 0.75);
        (heads["teacher.encoder.conv1.weight"] - before - 0.25).abs().max().item<float>().Should().BeLessThan(1e-6f);
    }

    [Fact]
    public void AfterBackward_FreezesTheLastLayerForItsShare()
    {
        using DinoObjective objective = Create(options => (options.FreezeLastLayerShare, options.FixedGain) = (0.05, false));
        foreach ((long step, bool frozen) in new[] { (0L, true), (4L, true), (5L, false) })
        {
            objective.Compute(CropBatches.Input(objective, _encoder, step)).Loss.backward();
            objective.AfterBackward(new TrainingMoment(step, 100, 0));
            (objective.Heads.get_parameter("head.last_layer.weight_v")!.grad is null).Should().Be(frozen);
            (objective.Heads.get_parameter("head.last_layer.weight_g")!.grad is null).Should().Be(frozen);
            objective.Heads.get_parameter("head.mlp.0.weight")!.grad.Should().NotBeNull();
        }

        ((IJointEmbeddingObjective)objective).RoleOf("head.last_layer.weight_v").Should().Be(ParameterRole.Ordinary);
    }

    [Fact]
    public void Compute_TeacherTemperature_FollowsTheWarmUp()
    {
        // Two objectives with constant temperatures bracket one that warms up between them.
        double Loss(double start, double end, long step)
        {
            using DinoObjective objective = Create(options => (options.WarmupTeacherTemperature, options.TeacherTemperature, options.WarmupShare) = (start, end, 0.3));
            return objective.Compute(CropBatches.Input(objective, _encoder, step)).Loss.item<float>();
        }

        Loss(0.04, 0.5, 0).Should().Be(Loss(0.04, 0.04, 0));
        Loss(0.04, 0.5, 29).Should().Be(Loss(0.5, 0.5, 29)).And.Be(Loss(0.04, 0.5, 60));
        Loss(0.04, 0.5, 15).Should().NotBe(Loss(0.04, 0.04, 15)).And.NotBe(Loss(0.5, 0.5, 15));
    }

    [Theory]
    [InlineData(TeacherBalance.Centering)]
    [InlineData(TeacherBalance.Sinkhorn)]
    public void Heads_HoldTheWholeState(TeacherBalance balance)
    {
        using DinoObjective first = Create(options => options.Balance = balance), second = Create(options => options.Balance = balance, seed: 77);
        first.Compute(CropBatches.Input(first, _encoder, 0));
        Tensor center = first.Heads.state_dict()["dino_loss.center"];
        (center.abs().sum().item<float>() > 0).Should().Be(balance == TeacherBalance.Centering);
        CropBatches.Load(second.Heads, CropBatches.Copy(first.Heads));
        float expected = first.Compute(CropBatches.Input(first, _encoder, 1)).Loss.item<float>();
        second.Compute(CropBatches.Input(second, _encoder, 1)).Loss.item<float>().Should().Be(expected);
        WeightHash.Compute(second.Heads).Should().Be(WeightHash.Compute(first.Heads));
    }

    [Fact]
    public void Compute_TokenEncoder_UsesTheClassToken()
    {
        using var encoder = new FakeTokenEncoder();
        using var objective = new DinoObjective(new DinoOptions { Prototypes = 9, HiddenSize = 8, BottleneckSize = 5, LocalCrops = 2 }, CropBatches.Setup(encoder));
        objective.Compute(CropBatches.Input(objective, encoder)).Loss.isfinite().item<bool>().Should().BeTrue();
        encoder.Calls.Select(call => call.Images[0]).Should().Equal(8, 8);
        encoder.Calls.Should().OnlyContain(call => call.Masks == null);
    }

    [Fact]
    public void Compute_EverythingInBFloat16_LossIsFloat32()
    {
        _encoder.to(ScalarType.BFloat16);
        using DinoObjective objective = Create();
        objective.Heads.to(ScalarType.BFloat16);
        ObjectiveResult result = objective.Compute(CropBatches.Input(objective, _encoder));
        (result.Loss.dtype, result.Loss.isfinite().item<bool>()).Should().Be((ScalarType.Float32, true));
        result.Loss.backward();
    }

    [Fact]
    public void Compute_WrongViews_Throw()
    {
        using DinoObjective objective = Create();
        ObjectiveInput input = CropBatches.Input(objective, _encoder);
        Tensor[][] wrong = [[input.Views[0], input.Views[1]], [input.Views[0], input.Views[2], input.Views[1], input.Views[3]], [.. input.Views.Select(view => view[..1])]];
        foreach (Tensor[] views in wrong)
        {
            FluentActions.Invoking(() => objective.Compute(input with { Views = views })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using DinoObjective objective = Create();
        ObjectiveInput input = CropBatches.Input(objective, _encoder);
        LiveTensors.ShouldStayConstant(() =>
        {
            using ObjectiveResult result = objective.Compute(input);
            result.Loss.backward();
            objective.AfterBackward(input.Moment);
        });
        LiveTensors.ShouldStayConstant(() => Create().Dispose());
    }

    [Fact]
    public void Dispose_LeavesTheEncoderAlive()
    {
        Create().Dispose();
        _encoder.call(zeros(2, 3, 16, 16)).isfinite().all().item<bool>().Should().BeTrue();
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _scope.Dispose();
    }

    private DinoObjective Create(Action<DinoOptions>? change = null, ulong seed = 9)
    {
        var options = new DinoOptions { Prototypes = 9, HiddenSize = 8, BottleneckSize = 5, LocalCrops = 2 };
        change?.Invoke(options);
        return new DinoObjective(options, CropBatches.Setup(_encoder, seed));
    }
}
