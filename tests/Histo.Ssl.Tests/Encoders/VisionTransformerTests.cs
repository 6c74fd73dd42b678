using Histo.Ssl.Encoders;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

public sealed class VisionTransformerTests : IDisposable
{
    private static readonly EncoderSpec Spec = SmallEncoder.Spec("vit-tiny");
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Forward_GivesTheClassTokenOfForwardTokens()
    {
        using VisionTransformer encoder = Create(Spec);
        Tensor images = Images(3, 32, 32);
        using EncoderTokens tokens = encoder.ForwardTokens(images);
        encoder.call(images).bytes.ToArray().Should().Equal(tokens.Cls.contiguous().bytes.ToArray());
        tokens.Cls.shape.Should().Equal(3, 24);
        tokens.Patches.shape.Should().Equal(3, 16, 24);
        tokens.Registers.shape.Should().Equal(3, 2, 24);
    }

    [Theory]
    [InlineData(16, 96, 96, 36)]
    [InlineData(16, 224, 224, 196)]
    [InlineData(8, 64, 64, 64)]
    [InlineData(8, 24, 72, 27)]
    public void ForwardTokens_OtherSizes_GiveATokenAPatch(int patch, int height, int width, int patches)
    {
        using VisionTransformer encoder = Create(Spec with { InputSize = patch == 16 ? 224 : 64, Transformer = Spec.Transformer! with { PatchSize = patch } });
        using EncoderTokens tokens = encoder.ForwardTokens(Images(2, height, width));
        tokens.Patches.size(1).Should().Be(patches);
        tokens.Patches.square().sum().backward();
        encoder.get_parameter("pos_embed")!.grad!.abs().sum(dim: [2L]).gt(0).narrow(1, 1, encoder.get_parameter("pos_embed")!.size(1) - 1).all().item<bool>().Should().BeTrue("every stored position is used");
    }

    [Fact]
    public void Forward_PatchesInAnotherOrder_OnlyPositionsTellThemApart()
    {
        using VisionTransformer encoder = Create(Spec);
        Tensor images = Images(1, 32, 32);
        // Flipping an image of one-colour patches reorders its patches.
        images = nn.functional.interpolate(images.narrow(2, 0, 4).narrow(3, 0, 4), size: [32, 32], mode: InterpolationMode.Nearest);
        Tensor turned = images.flip(3);
        double apart = (encoder.call(images) - encoder.call(turned)).abs().max().item<float>();
        using (no_grad())
        {
            encoder.get_parameter("pos_embed")!.zero_();
        }

        double same = (encoder.call(images) - encoder.call(turned)).abs().max().item<float>();
        apart.Should().BeGreaterThan(10 * same);
        same.Should().BeLessThan(1e-5);
    }

    [Fact]
    public void ForwardTokens_Masks_ReplaceThePatchesBeforeThePositions()
    {
        using VisionTransformer encoder = Create(Spec with { Transformer = Spec.Transformer! with { LayerScale = 1e-5 } });
        Tensor images = Images(2, 32, 32);
        Tensor masks = zeros([2, 16], dtype: ScalarType.Bool);
        masks[0, 5] = true;
        masks[1, 0] = true;
        using EncoderTokens masked = encoder.ForwardTokens(images, masks);

        // What is under the mask does not matter.
        Tensor changed = images.clone();
        changed[0, TensorIndex.Colon, TensorIndex.Slice(8, 16), TensorIndex.Slice(8, 16)] = 7;
        changed[1, TensorIndex.Colon, TensorIndex.Slice(0, 8), TensorIndex.Slice(0, 8)] = -7;
        using EncoderTokens same = encoder.ForwardTokens(changed, masks);
        same.Patches.contiguous().bytes.ToArray().Should().Equal(masked.Patches.contiguous().bytes.ToArray());
        using EncoderTokens plain = encoder.ForwardTokens(images);
        (plain.Patches - masked.Patches).abs().sum(dim: [2L]).gt(1e-3).to(ScalarType.Int64).sum().item<long>().Should().Be(2);

        masked.Patches.square().sum().backward();
        encoder.get_parameter("mask_token")!.grad!.abs().sum().item<float>().Should().BePositive();
        using EncoderTokens none = encoder.ForwardTokens(images, zeros_like(masks));
        none.Patches.contiguous().bytes.ToArray().Should().Equal(plain.Patches.contiguous().bytes.ToArray());
    }

    [Fact]
    public void Forward_ImagesAreIndependent()
    {
        using VisionTransformer encoder = Create(Spec);
        Tensor images = Images(4, 32, 32);
        (encoder.call(images).narrow(0, 2, 1) - encoder.call(images.narrow(0, 2, 1))).abs().max().item<float>().Should().BeLessThan(1e-6f);
    }

    [Fact]
    public void Forward_SizeThatIsNoMultipleOfThePatch_ThrowsBothValues()
    {
        using VisionTransformer encoder = Create(Spec);
        HistoException error = FluentActions.Invoking(() => encoder.call(zeros(2, 3, 32, 36))).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.WrongShape);
        error.Message.Should().Contain("36").And.Contain("multiples of 8");
    }

    [Fact]
    public void ForwardTokens_MasksThatDoNotFit_Throw()
    {
        using VisionTransformer encoder = Create(Spec);
        foreach (Tensor masks in new[] { zeros([2, 15], dtype: ScalarType.Bool), zeros([1, 16], dtype: ScalarType.Bool), zeros(2, 16), zeros([2, 4, 4], dtype: ScalarType.Bool) })
        {
            FluentActions.Invoking(() => encoder.ForwardTokens(zeros(2, 3, 32, 32), masks)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Create_Weights_AreDinoV2s()
    {
        using VisionTransformer encoder = Create(Spec with { Width = 192, Transformer = Spec.Transformer! with { LayerScale = 1e-4 } });
        foreach ((string name, Parameter parameter) in encoder.named_parameters())
        {
            Tensor value = parameter.detach().to(ScalarType.Float64);
            if (name.EndsWith("gamma", StringComparison.Ordinal))
            {
                (value - 1e-4).abs().max().item<double>().Should().BeLessThan(1e-10, name);
            }
            else if (name.StartsWith("patch_embed", StringComparison.Ordinal))
            {
                double bound = 1 / Math.Sqrt(3 * 64);
                value.abs().max().item<double>().Should().BeInRange(0.9 * bound, bound, name);
            }
            else if (name == "mask_token" || name.EndsWith("bias", StringComparison.Ordinal))
            {
                value.abs().max().item<double>().Should().Be(0, name);
            }
            else if (name.Contains("norm", StringComparison.Ordinal))
            {
                value.eq(1).all().item<bool>().Should().BeTrue(name);
            }
            else
            {
                double deviation = name is "cls_token" or "register_tokens" ? 1e-6 : 0.02;
                value.std().item<double>().Should().BeApproximately(deviation, deviation * 6 / Math.Sqrt(2 * value.numel()), name);
            }
        }
    }

    [Fact]
    public void Create_ParametersAreInDinoV2sOrder()
    {
        using VisionTransformer encoder = Create(Spec with { Transformer = Spec.Transformer! with { Depth = 1 } });
        encoder.named_parameters().Select(pair => pair.name).Should().Equal(
            "cls_token", "pos_embed", "register_tokens", "mask_token", "patch_embed.proj.weight", "patch_embed.proj.bias", "blocks.0.norm1.weight", "blocks.0.norm1.bias", "blocks.0.attn.qkv.weight", "blocks.0.attn.qkv.bias",
            "blocks.0.attn.proj.weight", "blocks.0.attn.proj.bias", "blocks.0.ls1.gamma", "blocks.0.norm2.weight", "blocks.0.norm2.bias", "blocks.0.mlp.fc1.weight", "blocks.0.mlp.fc1.bias", "blocks.0.mlp.fc2.weight",
            "blocks.0.mlp.fc2.bias", "blocks.0.ls2.gamma", "norm.weight", "norm.bias");
    }

    [Fact]
    public void Create_FixedPositionsAndFrozenPatches_TakeNoGradient()
    {
        using VisionTransformer encoder = Create(Spec with { Transformer = Spec.Transformer! with { Positions = PositionTable.SinCos, FrozenPatchProjection = true } });
        encoder.call(Images(2, 32, 32)).square().sum().backward();
        encoder.named_parameters().Where(pair => !pair.parameter.requires_grad).Select(pair => pair.name).Should().Equal("pos_embed", "patch_embed.proj.weight", "patch_embed.proj.bias");
        Tensor table = encoder.get_parameter("pos_embed")!;
        table.select(1, 0).abs().max().item<float>().Should().Be(0);
        // Row 2, column 3 of 4, width 24: quarters of six frequencies.
        Tensor vector = table[0, 1 + (2 * 4) + 3].to(ScalarType.Float64);
        for (int i = 0; i < 6; i++)
        {
            double frequency = 1 / Math.Pow(10000, i / 6.0);
            double[] expected = [Math.Sin(2 * frequency), Math.Cos(2 * frequency), Math.Sin(3 * frequency), Math.Cos(3 * frequency)];
            for (int part = 0; part < 4; part++)
            {
                vector[(6 * part) + i].item<double>().Should().BeApproximately(expected[part], 1e-7);
            }
        }
    }

    [Fact]
    public void ForwardTokensAndBackward_LeaveNoTensorBehind()
    {
        using VisionTransformer encoder = (VisionTransformer)EncoderFactory.Create(Spec, 1, dropPath: new DropPath(0.3));
        using Tensor images = Images(2, 48, 24), masks = zeros([2, 18], dtype: ScalarType.Bool);
        LiveTensors.ShouldStayConstant(() =>
        {
            using EncoderTokens tokens = encoder.ForwardTokens(images, masks);
            using Tensor sum = tokens.Patches.sum();
            sum.backward();
        });
    }

    public void Dispose() => _scope.Dispose();

    private static VisionTransformer Create(EncoderSpec spec) => (VisionTransformer)EncoderFactory.Create(spec, 1);

    private static Tensor Images(int count, int height, int width)
    {
        using var generator = new Generator(5);
        return randn([count, 3, height, width], generator: generator);
    }
}
