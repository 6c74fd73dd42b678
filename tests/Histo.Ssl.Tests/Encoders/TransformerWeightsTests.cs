using Histo.Ssl.Encoders;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

/// <summary>Files of timm and DINOv2 fill the vision transformer by name.</summary>
public sealed class TransformerWeightsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("timm")]
    [InlineData("dinov2")]
    public void Load_FileWithTheProjectsNames_GivesTheSameTokens(string project)
    {
        using Encoder source = Create(1), target = Create(2);
        string file = _folder.File(project + ".safetensors");
        var tensors = source.state_dict().Where(entry => project == "dinov2" || entry.Key != "mask_token").Select(entry => (Name(project, entry.Key), entry.Value)).ToList();
        if (project == "timm")
        {
            tensors.Add(("head.weight", zeros(10, 12)));
        }

        TensorFile.Save(file, tensors);
        LoadedWeights loaded = EncoderWeights.Load(target, file);
        loaded.Mapping.Should().Be(project);
        Tensor images = randn([2, 3, 16, 16], generator: new Generator(3));
        source.eval();
        target.eval();
        EncoderTokens wanted = ((ITokenEncoder)source).ForwardTokens(images), seen = ((ITokenEncoder)target).ForwardTokens(images);
        seen.Cls.eq(wanted.Cls).all().item<bool>().Should().BeTrue();
        seen.Patches.eq(wanted.Patches).all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Load_AnotherWidth_TellsNamesAndShapes()
    {
        using Encoder source = Create(1), target = Create(2, width: 24);
        string file = _folder.File("other.safetensors");
        TensorFile.Save(file, source.state_dict().Select(entry => (entry.Key, entry.Value)));
        FluentActions.Invoking(() => EncoderWeights.Load(target, file)).Should().Throw<TensorMismatchException>().Which.Message.Should().Contain("12").And.Contain("24");
    }

    private static string Name(string project, string name) => project == "timm"
        ? name.Replace("register_tokens", "reg_token", StringComparison.Ordinal)
        : name.Replace("blocks.", "blocks.0.", StringComparison.Ordinal);

    private static Encoder Create(ulong seed, int width = 12) => EncoderFactory.Create(
        new EncoderSpec { Architecture = "vit-tiny", Width = width, Transformer = new TransformerSpec { PatchSize = 4, Depth = 2, Heads = 3, Registers = 2 }, InputSize = 16 }, seed);
}
