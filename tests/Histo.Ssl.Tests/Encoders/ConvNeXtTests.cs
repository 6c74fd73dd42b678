using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

public sealed class ConvNeXtTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(64, 64)]
    [InlineData(75, 50)]
    public void Forward_IsThePlainFormula(int height, int width)
    {
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec("convnext-tiny"), 1);
        encoder.to(ScalarType.Float64);
        var state = new Dictionary<string, Tensor>();
        using (no_grad())
        {
            foreach ((string name, Parameter parameter) in encoder.named_parameters())
            {
                parameter.add_(randn_like(parameter), alpha: 0.3);
                state[name] = parameter;
            }
        }

        Tensor images = randn([2, 3, height, width], dtype: ScalarType.Float64);
        Tensor x = Normalise(nn.functional.conv2d(images, state["stem.0.weight"], state["stem.0.bias"], strides: [4, 4]), "stem.1");
        int[] depths = [3, 3, 9, 3];
        for (int stage = 0; stage < 4; stage++)
        {
            string own = $"stages.{stage}.";
            if (stage > 0)
            {
                x = nn.functional.conv2d(Normalise(x, own + "downsample.0"), state[own + "downsample.1.weight"], state[own + "downsample.1.bias"], strides: [2, 2]);
            }

            for (int block = 0; block < depths[stage]; block++)
            {
                string name = $"{own}blocks.{block}.";
                Tensor y = nn.functional.conv2d(x, state[name + "conv_dw.weight"], state[name + "conv_dw.bias"], padding: [3, 3], groups: 4 << stage);
                y = Dense(Normalise(y, name + "norm"), name + "mlp.fc1");
                y = Dense(0.5 * y * (1 + erf(y / Math.Sqrt(2))), name + "mlp.fc2");
                x = x + (y * state[name + "gamma"].reshape(1, -1, 1, 1));
            }
        }

        Tensor expected = Normalise(x.mean([2L, 3L], keepdim: true), "head.norm").flatten(1);
        Tensor actual = encoder.call(images);
        ((actual - expected).norm() / expected.norm()).item<double>().Should().BeLessThan(1e-12);

        Tensor Normalise(Tensor map, string name)
        {
            Tensor centred = map - map.mean([1L], keepdim: true);
            return (centred / (centred.square().mean([1L], keepdim: true) + 1e-6).sqrt() * state[name + ".weight"].reshape(1, -1, 1, 1)) + state[name + ".bias"].reshape(1, -1, 1, 1);
        }

        Tensor Dense(Tensor map, string name) => nn.functional.conv2d(map, state[name + ".weight"].unsqueeze(-1).unsqueeze(-1), state[name + ".bias"]);
    }

    [Fact]
    public void Create_HasTimmsNamesInTimmsOrder()
    {
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec("convnext-tiny"), 1);
        string[] names = [.. encoder.named_parameters().Select(pair => pair.name)];
        names.Take(13).Should().Equal(
            "stem.0.weight", "stem.0.bias", "stem.1.weight", "stem.1.bias", "stages.0.blocks.0.gamma", "stages.0.blocks.0.conv_dw.weight", "stages.0.blocks.0.conv_dw.bias", "stages.0.blocks.0.norm.weight",
            "stages.0.blocks.0.norm.bias", "stages.0.blocks.0.mlp.fc1.weight", "stages.0.blocks.0.mlp.fc1.bias", "stages.0.blocks.0.mlp.fc2.weight", "stages.0.blocks.0.mlp.fc2.bias");
        names.Should().Contain(["stages.1.downsample.0.weight", "stages.1.downsample.1.bias", "stages.3.blocks.2.gamma"]).And.EndWith(["head.norm.weight", "head.norm.bias"]);
        encoder.get_parameter("stages.0.blocks.0.gamma")!.mean().item<float>().Should().BeApproximately(1e-6f, 1e-12f);
    }

    [Fact]
    public void Forward_TooSmall_Throws()
    {
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec("convnext-tiny"), 1);
        FluentActions.Invoking(() => encoder.call(zeros(1, 3, 32, 31))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    public void Dispose() => _scope.Dispose();
}
