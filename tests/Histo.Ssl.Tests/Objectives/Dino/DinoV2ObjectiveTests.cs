using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class DinoV2ObjectiveTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly FakeTokenEncoder _encoder = new();

    [Theory]
    [InlineData(0, LocalCropPolicy.AnchorOnly, false)]
    [InlineData(3, LocalCropPolicy.Split, true)]
    [InlineData(1, LocalCropPolicy.Both, false)]
    public void Compute_GivesTheWeightedSumOfItsTerms(int locals, LocalCropPolicy policy, bool separate)
    {
        using DinoV2Objective objective = Create(options =>
        {
            (options.LocalCrops, options.LocalCropPolicy, options.SeparateIbotHead) = (locals, policy, separate);
            (options.ClassWeight, options.IbotWeight, options.KoLeoWeight, options.KdeWeight) = (0.5, 2, 0.1, 0.05);
        });
        objective.Layout.Should().Be(new ViewLayout(locals, policy));
        ObjectiveResult result = objective.Compute(CropBatches.Input(objective, _encoder));
        Dictionary<string, double> terms = result.Terms.ToDictionary(term => term.Key, term => (double)term.Value.item<float>());
        terms.Keys.Should().BeEquivalentTo([.. locals > 0 ? ["local"] : Array.Empty<string>(), "global", "ibot", "koleo", "kde"]);
        double sum = (0.5 * (terms["global"] + terms.GetValueOrDefault("local"))) + (2 * terms["ibot"]) + (0.1 * terms["koleo"]) + (0.05 * terms["kde"]);
        ((double)result.Loss.item<float>()).Should().BeApproximately(sum, 1e-4);
        result.Terms.Values.Should().OnlyContain(term => !term.requires_grad && term.dim() == 0);
        result.Embeddings.Should().HaveCount(2).And.OnlyContain(embedding => !embedding.requires_grad && embedding.size(0) == 4 && embedding.size(1) == objective.ProjectionSize);
        objective.Heads.state_dict().ContainsKey("ibot_head.mlp.0.weight").Should().Be(separate);
    }

    [Fact]
    public void Compute_StudentSeesMasksAndTheTeacherDoesNot()
    {
        using DinoV2Objective objective = Create();
        var teacher = (FakeTokenEncoder)objective.Heads.named_modules().Single(entry => entry.name == "teacher.encoder").module;
        objective.Compute(CropBatches.Input(objective, _encoder, step: 7));
        teacher.Calls.Should().ContainSingle().Which.Masks.Should().BeNull();
        teacher.Calls[0].Images.Should().Equal(8, 3, 16, 16);
        _encoder.Calls.Should().HaveCount(2, "both globals together, both locals together");
        bool[] masks = _encoder.Calls.Single(call => call.Images[2] == 16).Masks!;
        masks.Should().Equal(new BlockMasks(4, 4).Create(8, 9, 7));
        _encoder.Calls.Single(call => call.Images[2] == 8).Masks.Should().BeNull();
    }

    [Fact]
    public void Compute_Backward_ReachesTheStudentOnly()
    {
        using DinoV2Objective objective = Create(options => options.SeparateIbotHead = true);
        objective.Compute(CropBatches.Input(objective, _encoder)).Loss.backward();
        foreach ((string name, Parameter parameter) in _encoder.named_parameters())
        {
            parameter.grad!.abs().sum().item<float>().Should().BePositive(name);
        }

        foreach ((string name, Parameter parameter) in objective.Heads.named_parameters())
        {
            bool student = !name.StartsWith("teacher.", StringComparison.Ordinal);
            (parameter.grad is not null).Should().Be(student, name);
            parameter.requires_grad.Should().Be(student, name);
        }

        objective.TeacherPairs.Should().HaveCount(_encoder.parameters().Count() + 16).And.OnlyContain(pair => !pair.Teacher.requires_grad && pair.Online.requires_grad);
    }

    [Fact]
    public void Compute_PatchesAreComparedWithinOneImage()
    {
        // Another neighbour changes class terms, but iBOT only through its own crop: with all masks on one view the other may show anything.
        using DinoV2Objective objective = Create(options => (options.LocalCrops, options.KoLeoWeight) = (0, 0));
        ObjectiveInput input = CropBatches.Input(objective, _encoder);
        long step = Enumerable.Range(0, 5000).First(each => new BlockMasks(4, 4).Create(8, 9, each).AsSpan(4 * 16).Count(true) == 0 && new BlockMasks(4, 4).Create(8, 9, each).AsSpan(0, 4 * 16).Count(true) > 0);
        float Term(Tensor neighbours, string name)
        {
            using DinoV2Objective fresh = Create(options => (options.LocalCrops, options.KoLeoWeight) = (0, 0));
            var context = new BatchContext(step, 0, 4, new BatchRow[8]);
            return fresh.Compute(new ObjectiveInput(_encoder, [input.Views[0], neighbours], context)).Terms[name].item<float>();
        }

        Tensor other = randn_like(input.Views[1]);
        Term(other, "ibot").Should().Be(Term(input.Views[1], "ibot"));
        Term(other, "global").Should().NotBe(Term(input.Views[1], "global"));
    }

    [Fact]
    public void Compute_NothingMasked_StillTrains()
    {
        using DinoV2Objective objective = Create(options => options.MaskProbability = 0);
        ObjectiveResult result = objective.Compute(CropBatches.Input(objective, _encoder));
        result.Terms["ibot"].item<float>().Should().Be(0);
        result.Loss.backward();
        _encoder.parameters().Should().OnlyContain(parameter => Equals(parameter.grad, null) || parameter.grad!.isfinite().all().item<bool>());
        objective.Heads.state_dict()["ibot_patch_loss.center"].abs().sum().item<float>().Should().Be(0);
    }

    [Theory]
    [InlineData(TeacherBalance.Centering)]
    [InlineData(TeacherBalance.Sinkhorn)]
    public void Heads_HoldTheWholeState(TeacherBalance balance)
    {
        using DinoV2Objective first = Create(options => options.Balance = balance), second = Create(options => options.Balance = balance, seed: 77);
        first.Compute(CropBatches.Input(first, _encoder, 0));
        foreach (string name in new[] { "dino_loss.center", "ibot_patch_loss.center" })
        {
            (first.Heads.state_dict()[name].abs().sum().item<float>() > 0).Should().Be(balance == TeacherBalance.Centering, name);
        }

        using DinoV2Objective resumed = Create(options => options.Balance = balance);
        CropBatches.Load(resumed.Heads, CropBatches.Copy(first.Heads));
        float expected = first.Compute(CropBatches.Input(first, _encoder, 1)).Loss.item<float>();
        resumed.Compute(CropBatches.Input(resumed, _encoder, 1)).Loss.item<float>().Should().Be(expected);
        WeightHash.Compute(resumed.Heads).Should().Be(WeightHash.Compute(first.Heads));
        WeightHash.Compute(second.Heads).Should().NotBe(WeightHash.Compute(first.Heads));
    }

    [Fact]
    public void RoleOf_LastLayers_AreLastLayers()
    {
        using DinoV2Objective objective = Create(options => options.SeparateIbotHead = true);
        string[] last = [.. objective.Heads.named_parameters().Select(entry => entry.name).Where(name => objective.RoleOf(name) == ParameterRole.LastLayer && !name.StartsWith("teacher.", StringComparison.Ordinal))];
        last.Should().BeEquivalentTo("dino_head.last_layer.weight_g", "dino_head.last_layer.weight_v", "ibot_head.last_layer.weight_g", "ibot_head.last_layer.weight_v");
    }

    [Fact]
    public void Compute_ResNetWithoutIbot_TeacherUsesTheStudentsStatistics()
    {
        using Encoder encoder = CropBatches.SmallResNet();
        using var objective = new DinoV2Objective(Options(options => options.IbotWeight = 0), CropBatches.Setup(encoder));
        objective.Heads.train();
        ObjectiveResult result = objective.Compute(CropBatches.Input(objective, encoder));
        result.Loss.isfinite().item<bool>().Should().BeTrue();
        result.Terms.Keys.Should().BeEquivalentTo("global", "local", "koleo");
        objective.Heads.state_dict()["teacher.encoder.bn1.running_mean"].Equals(encoder.state_dict()["bn1.running_mean"]).Should().BeTrue();
        encoder.state_dict()["bn1.running_mean"].abs().sum().item<float>().Should().BePositive();
    }

    [Fact]
    public void Create_ResNetWithIbot_SaysWhatToDo()
    {
        using Encoder encoder = CropBatches.SmallResNet();
        HistoException error = FluentActions.Invoking(() => new DinoV2Objective(Options(), CropBatches.Setup(encoder))).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.TokensNeeded);
        error.Message.Should().Contain("resnet18").And.Contain("vit-").And.Contain("IbotWeight to 0");
    }

    [Fact]
    public void Create_RatiosInWrongOrder_Throws() =>
        FluentActions.Invoking(() => Create(options => options.MinimumMaskRatio = 0.6)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    [Fact]
    public void Compute_EverythingInBFloat16_LossIsFloat32()
    {
        using Encoder encoder = CropBatches.SmallResNet();
        encoder.to(ScalarType.BFloat16);
        using var objective = new DinoV2Objective(Options(options => options.IbotWeight = 0), CropBatches.Setup(encoder));
        objective.Heads.to(ScalarType.BFloat16);
        ObjectiveResult result = objective.Compute(CropBatches.Input(objective, encoder));
        (result.Loss.dtype, result.Loss.isfinite().item<bool>()).Should().Be((ScalarType.Float32, true));
        result.Loss.backward();
    }

    [Fact]
    public void Compute_TwoRanks_ShareCentresAndDrawTheirOwnMasks()
    {
        (Dictionary<string, float> first, Dictionary<string, float> second) = TwoRanks.Run(ranks =>
        {
            using DisposeScope scope = NewDisposeScope();
            using var encoder = new FakeTokenEncoder();
            using var objective = new DinoV2Objective(Options(), CropBatches.Setup(encoder) with { Collective = ranks });
            objective.Compute(CropBatches.Input(objective, encoder, seed: 3 + ranks.Rank));
            encoder.Calls.Single(call => call.Masks is not null).Masks.Should().Equal(new BlockMasks(4, 4).Create(8, 9, 0, ranks.Rank));
            return new[] { "dino_loss.center", "ibot_patch_loss.center" }.ToDictionary(name => name, name => objective.Heads.state_dict()[name].abs().sum().item<float>());
        });
        first.Should().Equal(second);
        first.Values.Should().OnlyContain(value => value > 0);
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using DinoV2Objective objective = Create(options => options.KdeWeight = 0.05);
        ObjectiveInput input = CropBatches.Input(objective, _encoder);
        LiveTensors.ShouldStayConstant(() =>
        {
            using ObjectiveResult result = objective.Compute(input);
            result.Loss.backward();
            ((IJointEmbeddingObjective)objective).AfterBackward(input.Moment);
        });
        using Encoder encoder = CropBatches.SmallResNet();
        LiveTensors.ShouldStayConstant(() => new DinoV2Objective(Options(options => options.IbotWeight = 0), CropBatches.Setup(encoder)).Dispose());
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _scope.Dispose();
    }

    private static DinoV2Options Options(Action<DinoV2Options>? change = null)
    {
        var options = new DinoV2Options { Prototypes = 9, HiddenSize = 8, BottleneckSize = 5, IbotPrototypes = 7, IbotBottleneckSize = 4, LocalCrops = 2 };
        change?.Invoke(options);
        return options;
    }

    private DinoV2Objective Create(Action<DinoV2Options>? change = null, ulong seed = 9) => new(Options(change), CropBatches.Setup(_encoder, seed));
}
