using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

[Collection(nameof(TorchGenerator))]
public sealed class EncoderFactoryTests : IDisposable
{
    private static readonly EncoderSpec Spec = new() { Architecture = "resnet18", InputSize = 64 };
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData("resnet18", 11_176_512, 512)]
    [InlineData("resnet34", 21_284_672, 512)]
    [InlineData("resnet50", 23_508_032, 2048)]
    public void Create_FullWidth_HasTorchvisionsParametersWithoutTheClassifier(string architecture, long parameters, int size)
    {
        using Encoder encoder = EncoderFactory.Create(Spec with { Architecture = architecture }, 1);
        encoder.parameters().Sum(parameter => parameter.numel()).Should().Be(parameters);
        encoder.EmbeddingSize.Should().Be(size);
        encoder.training.Should().BeTrue();
        encoder.state_dict().Keys.Should().Contain(["conv1.weight", "bn1.running_var", "layer1.0.conv1.weight", "layer2.0.downsample.0.weight", "layer2.0.downsample.1.num_batches_tracked", "layer4.1.bn2.bias"]);
    }

    [Theory]
    [InlineData("resnet18", 16, 128)]
    [InlineData("resnet50", 8, 256)]
    public void Create_OtherWidth_ScalesEveryStage(string architecture, int width, int size)
    {
        using Encoder encoder = EncoderFactory.Create(Spec with { Architecture = architecture, Width = width, Stem = EncoderStem.Small }, 1);
        encoder.EmbeddingSize.Should().Be(size);
        encoder.get_parameter("conv1.weight")!.shape.Should().Equal(width, 3, 3, 3);
        encoder.get_parameter("layer3.0.conv1.weight")!.size(0).Should().Be(4 * width);
    }

    [Fact]
    public void Create_EqualSeeds_GiveEqualWeights_WhateverTheGeneratorOfTorchDoes()
    {
        EncoderSpec small = Spec with { Width = 4 };
        random.manual_seed(1);
        using Encoder first = EncoderFactory.Create(small, 7);
        double next = rand(1, dtype: ScalarType.Float64).item<double>();
        random.manual_seed(1);
        rand(1, dtype: ScalarType.Float64).item<double>().Should().Be(next, "creating an encoder draws nothing from torch");
        using Encoder second = EncoderFactory.Create(small, 7);
        using Encoder other = EncoderFactory.Create(small, 8);
        WeightHash.Compute(second).Should().Be(WeightHash.Compute(first));
        WeightHash.Compute(other).Should().NotBe(WeightHash.Compute(first));
    }

    [Fact]
    public void Create_Weights_HaveTheirVarianceAndNoTwoStreamsAreEqual()
    {
        using Encoder encoder = EncoderFactory.Create(Spec, 3);
        foreach ((string name, double deviation) in new[] { ("layer4.1.conv2.weight", Math.Sqrt(2.0 / (512 * 9))), ("layer3.0.downsample.0.weight", Math.Sqrt(2.0 / 256)), ("conv1.weight", Math.Sqrt(2.0 / (64 * 49))) })
        {
            Tensor weight = encoder.get_parameter(name)!.detach().to(ScalarType.Float64);
            double error = 6 / Math.Sqrt(weight.numel());
            weight.mean().item<double>().Should().BeApproximately(0, deviation * error, name);
            weight.std().item<double>().Should().BeApproximately(deviation, deviation * error, name);
            ((weight / deviation).pow(4).mean().item<double>()).Should().BeApproximately(3, 12 * error, name);
        }

        Tensor a = encoder.get_parameter("layer4.0.conv2.weight")!.detach().reshape(-1), b = encoder.get_parameter("layer4.1.conv2.weight")!.detach().reshape(-1);
        Math.Abs((a * b).mean().item<float>() / (a.std() * b.std()).item<float>()).Should().BeLessThan(0.004f);
        // Streams within one parameter are 16,384 numbers long.
        Tensor own = a[TensorIndex.Slice(0, 1 << 14)], following = a[TensorIndex.Slice(1 << 14, 1 << 15)];
        Math.Abs((own * following).mean().item<float>() / own.var().item<float>()).Should().BeLessThan(0.05f);
    }

    [Fact]
    public void Create_ZeroLastNormalization_MakesEachBlockItsShortCut()
    {
        EncoderSpec small = Spec with { Width = 4, Stem = EncoderStem.Small };
        using Encoder encoder = EncoderFactory.Create(small, 1, zeroLastNormalization: true);
        encoder.get_parameter("layer1.0.bn2.weight")!.abs().sum().item<float>().Should().Be(0);
        encoder.get_parameter("layer1.0.bn1.weight")!.sum().item<float>().Should().Be(4);
        var block = (nn.Module<Tensor, Tensor>)((TorchSharp.Modules.Sequential)encoder.named_children().Single(child => child.name == "layer1").module)[0];
        Tensor x = rand(2, 4, 5, 5);
        (block.call(x) - x).abs().max().item<float>().Should().Be(0);
    }

    [Fact]
    public void Create_UnknownArchitecture_ListsTheKnownOnes()
    {
        HistoException error = FluentActions.Invoking(() => EncoderFactory.Create(Spec with { Architecture = "resnet19" }, 1)).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.UnknownArchitecture);
        error.Message.Should().Contain("resnet19").And.Contain("convnext-tiny, resnet18, resnet34, resnet50, vit-base, vit-small, vit-tiny");
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(64, 0)]
    public void Create_SizeNotPositive_Throws(int width, int size) =>
        FluentActions.Invoking(() => EncoderFactory.Create(Spec with { Width = width, InputSize = size }, 1)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    [Theory]
    [InlineData("vit-tiny", 192, 5_524_416)]
    [InlineData("vit-small", 384, 21_665_664)]
    [InlineData("vit-base", 768, 85_798_656)]
    public void Create_Transformer_HasTheClosedSumOfParameters_AndTimmsWithoutFactorsAndMaskToken(string architecture, int width, long timm)
    {
        long block = (12L * width * width) + (13L * width), factors = 2 * width, patches = 196;
        long rest = ((3 * 16 * 16) + 1 + 1 + (patches + 1) + 2) * width;
        ((12 * block) + rest).Should().Be(timm);
        using Encoder encoder = EncoderFactory.Create(new EncoderSpec { Architecture = architecture, InputSize = 224, Transformer = new TransformerSpec { Registers = 4 } }, 1);
        encoder.parameters().Sum(parameter => parameter.numel()).Should().Be(timm + (12 * factors) + ((1 + 4) * width));
        encoder.EmbeddingSize.Should().Be(width);
    }

    [Fact]
    public void Create_ConvNeXt_HasThePublishedParametersWithoutTheClassifier()
    {
        using Encoder encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "convnext-tiny", InputSize = 224 }, 1);
        encoder.parameters().Sum(parameter => parameter.numel()).Should().Be(28_589_128 - (769 * 1000));
        encoder.EmbeddingSize.Should().Be(768);
    }

    [Fact]
    public void Create_NothingGiven_FillsInTheSpec()
    {
        using Encoder encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "vit-tiny", InputSize = 64 }, 1);
        encoder.Spec.Width.Should().Be(192);
        encoder.Spec.Transformer.Should().Be(new TransformerSpec { Depth = 12, Heads = 3 });
        using Encoder residual = EncoderFactory.Create(Spec, 1);
        residual.Spec.Should().Be(Spec with { Width = 64 });
    }

    public static TheoryData<string, Func<EncoderSpec, EncoderSpec>, bool, double> Misfits() => new()
    {
        { "vit-tiny", spec => spec with { Stem = EncoderStem.Small }, false, 0 },
        { "vit-tiny", spec => spec with { InputSize = 60 }, false, 0 },
        { "vit-tiny", spec => spec with { Width = 64 }, false, 0 },
        { "vit-tiny", spec => spec with { Width = 0 }, false, 0 },
        { "vit-tiny", spec => spec with { Transformer = new TransformerSpec { Depth = 0 } }, false, 0 },
        { "vit-tiny", spec => spec with { Transformer = new TransformerSpec { Heads = 5 } }, false, 0 },
        { "vit-tiny", spec => spec with { Transformer = new TransformerSpec { PatchSize = 0 } }, false, 0 },
        { "vit-tiny", spec => spec with { Transformer = new TransformerSpec { Registers = -1 } }, false, 0 },
        { "vit-tiny", spec => spec with { Transformer = new TransformerSpec { LayerScale = 0 } }, false, 0 },
        { "vit-tiny", spec => spec with { Width = 6, Transformer = new TransformerSpec { Positions = PositionTable.SinCos } }, false, 0 },
        { "vit-tiny", spec => spec, true, 0 },
        { "vit-tiny", spec => spec, false, 1 },
        { "vit-tiny", spec => spec, false, -0.1 },
        { "convnext-tiny", spec => spec with { Transformer = new TransformerSpec() }, false, 0 },
        { "convnext-tiny", spec => spec with { Stem = EncoderStem.Small }, false, 0 },
        { "resnet18", spec => spec with { Transformer = new TransformerSpec() }, false, 0 },
        { "resnet18", spec => spec, false, 0.1 },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Create_WhatDoesNotFit_Throws(string architecture, Func<EncoderSpec, EncoderSpec> change, bool zeroLastNormalization, double dropPath) =>
        FluentActions.Invoking(() => EncoderFactory.Create(change(Spec with { Architecture = architecture }), 1, zeroLastNormalization, new DropPath(dropPath)))
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    public void Dispose() => _scope.Dispose();
}
