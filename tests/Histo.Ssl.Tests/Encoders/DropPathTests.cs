using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

[Collection(nameof(TorchGenerator))]
public sealed class DropPathTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Draw_KeepsTheExpectedShareAndScalesIt()
    {
        random.manual_seed(3);
        Tensor keep = new DropPath(0.3).Draw(4, 2, zeros(5000, 7, 6))!;
        keep.shape.Should().Equal(8, 5000, 1, 1);
        keep.dtype.Should().Be(ScalarType.Float32);
        keep.unique().output.data<float>().ToArray().Should().BeEquivalentTo([0f, (float)(1 / 0.7)]);
        for (int branch = 0; branch < 8; branch++)
        {
            // Six deviations of the mean of 5000 draws.
            keep[branch].mean().item<float>().Should().BeApproximately(1, 6 * (float)Math.Sqrt(0.3 / 0.7 / 5000), $"branch {branch}");
        }

        // Branches draw for themselves.
        (keep[0] * keep[1]).mean().item<float>().Should().BeApproximately(1, 0.1f);
    }

    [Theory]
    [InlineData(DropPathRule.Uniform, 0.4, 0.4, 0.4)]
    [InlineData(DropPathRule.Linear, 0, 0.2, 0.4)]
    public void At_FollowsTheRule(DropPathRule rule, double first, double middle, double last)
    {
        var path = new DropPath(0.4, rule);
        new[] { path.At(0, 3), path.At(1, 3), path.At(2, 3) }.Should().Equal(first, middle, last);
        new DropPath(0.4, rule).At(0, 1).Should().Be(first);
    }

    [Theory]
    [InlineData("vit-tiny")]
    [InlineData("convnext-tiny")]
    public void Forward_DropsInTrainingOnly_AndFollowsTheSeed(string architecture)
    {
        EncoderSpec spec = SmallEncoder.Spec(architecture);
        using Encoder encoder = EncoderFactory.Create(spec, 1, dropPath: new DropPath(0.5)), plain = EncoderFactory.Create(spec, 1);
        // Branches that matter: they start at a millionth.
        Strengthen(encoder);
        Strengthen(plain);
        using var generator = new Generator(5);
        Tensor images = randn([8, 3, 32, 32], generator: generator), expected = plain.call(images);
        random.manual_seed(1);
        Tensor first = encoder.call(images), second = encoder.call(images);
        random.manual_seed(1);
        encoder.call(images).bytes.ToArray().Should().Equal(first.bytes.ToArray());
        (first - second).abs().max().item<float>().Should().BePositive();
        (first - expected).abs().max().item<float>().Should().BePositive();
        encoder.eval();
        encoder.call(images).bytes.ToArray().Should().Equal(expected.bytes.ToArray());
    }

    [Fact]
    public void Forward_NoDropPath_DrawsNothing()
    {
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec("vit-tiny"), 1);
        random.manual_seed(1);
        double next = rand(1, dtype: ScalarType.Float64).item<double>();
        random.manual_seed(1);
        encoder.call(zeros(2, 3, 32, 32));
        rand(1, dtype: ScalarType.Float64).item<double>().Should().Be(next);
    }

    [Fact]
    public void Forward_AllBranchesDropped_LeavesTheEmbeddedTokens()
    {
        using var encoder = (VisionTransformer)EncoderFactory.Create(SmallEncoder.Spec("vit-tiny"), 1, dropPath: new DropPath(1 - 1e-9));
        Tensor images = ones(2, 3, 32, 32);
        Tensor tokens = encoder.Run(images, null);
        // The class token has not met the patches.
        Tensor cls = encoder.get_parameter("cls_token")![0] + encoder.get_parameter("pos_embed")![0].narrow(0, 0, 1);
        (tokens.select(1, 0) - cls).abs().max().item<float>().Should().Be(0);
    }

    public void Dispose() => _scope.Dispose();

    private static void Strengthen(Encoder encoder)
    {
        using IDisposable guard = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in encoder.named_parameters().Where(pair => pair.name.EndsWith("gamma", StringComparison.Ordinal)))
        {
            parameter.fill_(1);
        }
    }
}
