using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class DinoHeadTests : IDisposable
{
    private static readonly DinoHeadSpec Spec = new() { Prototypes = 11, HiddenSize = 16, BottleneckSize = 6 };
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Create_StartsAsThePaperSays()
    {
        using var head = new DinoHead(8, Spec with { HiddenSize = 400 }, 1);
        Dictionary<string, Tensor> state = head.state_dict();
        state["last_layer.weight_g"].shape.Should().Equal(11, 1);
        state["last_layer.weight_g"].Equals(ones(11, 1)).Should().BeTrue();
        state["mlp.2.bias"].abs().sum().item<float>().Should().Be(0);
        state["mlp.2.weight"].std().item<float>().Should().BeApproximately(0.02f, 0.0005f);
        state["mlp.2.weight"].mean().item<float>().Should().BeApproximately(0, 0.0005f);
        state["last_layer.weight_v"].abs().max().item<float>().Should().BeLessThanOrEqualTo((float)(1 / Math.Sqrt(6)));
    }

    [Fact]
    public void Create_EqualSeedsAndNames_GiveEqualWeights()
    {
        using DinoHead first = new(8, Spec, 1), second = new(8, Spec, 1), seed = new(8, Spec, 2), name = new(8, Spec, 1, "ibot_head");
        WeightHash.Compute(second).Should().Be(WeightHash.Compute(first));
        WeightHash.Compute(seed).Should().NotBe(WeightHash.Compute(first));
        WeightHash.Compute(name).Should().NotBe(WeightHash.Compute(first));
    }

    [Fact]
    public void Forward_SplitsIntoUnitVectorsAndPrototypes()
    {
        using var head = new DinoHead(8, Spec, 1);
        Tensor x = Gaussian(1, 5, 8), bottleneck = head.Bottleneck(x);
        bottleneck.dtype.Should().Be(ScalarType.Float32);
        (bottleneck.square().sum(dim: 1) - 1).abs().max().item<float>().Should().BeLessThan(1e-5f);
        head.call(x).Equals(head.Logits(bottleneck)).Should().BeTrue();
        head.call(x).abs().max().item<float>().Should().BeLessThanOrEqualTo(1.00001f, "prototypes start with length 1");
        head.call(zeros(0, 8)).shape.Should().Equal(0, 11);
    }

    [Fact]
    public void FixedGain_KeepsThePrototypesAtLengthOne()
    {
        using var head = new DinoHead(8, Spec with { FixedGain = true }, 1);
        head.call(Gaussian(1, 5, 8)).sum().backward();
        foreach ((string name, Parameter parameter) in head.named_parameters())
        {
            (parameter.grad is null).Should().Be(name == "last_layer.weight_g", name);
        }
    }

    [Fact]
    public void Create_InAScope_OutlivesIt()
    {
        DinoHead head;
        using (NewDisposeScope())
        {
            head = new DinoHead(8, Spec, 1);
        }

        head.call(Gaussian(1, 5, 8)).isfinite().all().item<bool>().Should().BeTrue();
        head.Dispose();
    }

    [Fact]
    public void Forward_Half_StaysFinite()
    {
        using var head = new DinoHead(8, Spec, 1);
        head.to(ScalarType.BFloat16);
        Tensor y = head.call(zeros(2, 8));
        (y.dtype, y.isfinite().all().item<bool>()).Should().Be((ScalarType.BFloat16, true));
    }

    [Fact]
    public void Forward_WrongShape_Throws()
    {
        using var head = new DinoHead(8, Spec, 1);
        FluentActions.Invoking(() => head.call(zeros(2, 7))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(8, 0)]
    public void Create_SizeOutOfRange_Throws(int input, int layers) =>
        FluentActions.Invoking(() => new DinoHead(input, Spec with { Layers = layers }, 1)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    [Fact]
    public void Forward_LeavesNoTensorBehind()
    {
        using var head = new DinoHead(8, Spec, 1);
        using Tensor x = Gaussian(1, 5, 8);
        LiveTensors.ShouldStayConstant(() =>
        {
            using Tensor y = head.call(x), sum = y.sum();
            sum.backward();
        });
        LiveTensors.ShouldStayConstant(() => new DinoHead(8, Spec, 1).Dispose());
    }

    public void Dispose() => _scope.Dispose();
}
