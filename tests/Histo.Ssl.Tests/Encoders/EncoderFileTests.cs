using Histo.Ssl.Encoders;
using Histo.Ssl.Views;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

public sealed class EncoderFileTests : IDisposable
{
    private static readonly EncoderSpec Spec = new()
    {
        Architecture = "resnet18", Width = 4, Stem = EncoderStem.Small, InputSize = 48, Mean = new Triple(0.7f, 0.5f, 0.65f), Deviation = new Triple(0.2f, 0.25f, 0.18f),
    };

    private readonly TempFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private string File => _folder.File("encoder.safetensors");

    [Fact]
    public void SaveLoad_GivesTheSameEncoder_ReadyToUse()
    {
        using var german = Culture.German();
        using Encoder encoder = EncoderFactory.Create(Spec, 5);
        encoder.call(rand(4, 3, 16, 16));
        EncoderDescription saved = EncoderFile.Save(encoder, File);

        using Encoder loaded = EncoderFile.Load(File);
        loaded.Spec.Should().Be(Spec);
        loaded.training.Should().BeFalse();
        EncoderFile.Describe(File).Should().Be(saved);
        WeightHash.Compute(loaded).Should().Be(saved.WeightsHash).And.MatchRegex("^[0-9a-f]{64}$");
        encoder.eval();
        Tensor images = rand(2, 3, 16, 16);
        loaded.call(images).bytes.ToArray().Should().Equal(encoder.call(images).bytes.ToArray());
    }

    [Fact]
    public void SaveLoad_TransformerWithoutLayerScale_StaysWithoutAndKeepsAllOthers()
    {
        var form = new TransformerSpec
        {
            PatchSize = 8, Depth = 1, Heads = 2, Registers = 3, LayerScale = null, Positions = PositionTable.SinCos, Resampling = PositionResampling.Antialiased, FrozenPatchProjection = true,
        };
        using Encoder encoder = EncoderFactory.Create(Spec with { Architecture = "vit-small", Width = 8, Stem = EncoderStem.ImageNet, Transformer = form }, 5);
        EncoderFile.Save(encoder, File);
        using Encoder loaded = EncoderFile.Load(File);
        loaded.Spec.Should().Be(encoder.Spec);
        loaded.Spec.Transformer.Should().Be(form);
        loaded.get_parameter("patch_embed.proj.weight")!.requires_grad.Should().BeFalse();
    }

    [Fact]
    public void Load_FileFromBeforeTransformers_StillLoads()
    {
        using Encoder encoder = EncoderFactory.Create(Spec, 5);
        WeightFile.Save(encoder, File, new Dictionary<string, string>
        {
            ["format"] = "histo-ssl-encoder-1",
            ["encoder"] = "{\"architecture\":\"resnet18\",\"width\":4,\"stem\":\"Small\",\"inputSize\":48,\"mean\":{\"first\":0.7,\"second\":0.5,\"third\":0.65},\"deviation\":{\"first\":0.2,\"second\":0.25,\"third\":0.18}}",
            ["weights_sha256"] = WeightHash.Compute(encoder),
        });
        using Encoder loaded = EncoderFile.Load(File);
        loaded.Spec.Should().Be(Spec);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void SaveLoad_OtherType_IsKept(ScalarType type)
    {
        using Encoder encoder = EncoderFactory.Create(Spec, 5);
        encoder.to(type);
        EncoderFile.Save(encoder, File);
        using Encoder loaded = EncoderFile.Load(File);
        loaded.parameters().Should().OnlyContain(parameter => parameter.dtype == type);
        WeightHash.Compute(loaded).Should().Be(WeightHash.Compute(encoder));
    }

    [Fact]
    public void Save_SameEncoderTwice_GivesEqualBytes()
    {
        using Encoder encoder = EncoderFactory.Create(Spec, 5);
        EncoderFile.Save(encoder, File);
        byte[] first = System.IO.File.ReadAllBytes(File);
        EncoderFile.Save(encoder, File);
        System.IO.File.ReadAllBytes(File).Should().Equal(first);
    }

    [Fact]
    public void Load_ChangedWeight_ThrowsHashMismatch()
    {
        using Encoder encoder = EncoderFactory.Create(Spec, 5);
        EncoderFile.Save(encoder, File);
        using (FileStream stream = new(File, FileMode.Open, FileAccess.ReadWrite))
        {
            stream.Position = stream.Length - 2;
            int old = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)(old ^ 1));
        }

        FluentActions.Invoking(() => EncoderFile.Load(File)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.EncoderHashMismatch);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("histo-ssl-encoder-1", "{}")]
    [InlineData("histo-ssl-encoder-1", "[")]
    [InlineData("histo-ssl-encoder-9", "{\"architecture\":\"resnet18\",\"inputSize\":64}")]
    [InlineData("histo-ssl-encoder-1", "{\"architecture\":\"resnet18\",\"inputSize\":64,\"novelty\":1}")]
    public void Load_NotAnEncoderFile_ThrowsWithCode(string? format, string? spec)
    {
        Dictionary<string, string>? metadata = format is null ? null : new() { ["format"] = format, ["encoder"] = spec!, ["weights_sha256"] = "0" };
        TensorFile.Save(File, [("conv1.weight", ones(1))], metadata);
        FluentActions.Invoking(() => EncoderFile.Load(File)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadEncoderFile);
        FluentActions.Invoking(() => EncoderFile.Describe(File)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadEncoderFile);
    }

    [Fact]
    public void Load_WeightsOfAnotherWidth_ThrowsTheList()
    {
        using Encoder encoder = EncoderFactory.Create(Spec with { Width = 8 }, 5);
        WeightFile.Save(encoder, File, new Dictionary<string, string>
        {
            ["format"] = "histo-ssl-encoder-1", ["encoder"] = "{\"architecture\":\"resnet18\",\"width\":4,\"stem\":\"Small\",\"inputSize\":64}", ["weights_sha256"] = "0",
        });
        FluentActions.Invoking(() => EncoderFile.Load(File)).Should().Throw<TensorMismatchException>().Which.Mismatched.Should().NotBeEmpty();
    }

    [Fact]
    public void SaveAndLoad_LeaveNoTensorBehind()
    {
        using Encoder encoder = EncoderFactory.Create(Spec, 5);
        LiveTensors.ShouldStayConstant(() =>
        {
            EncoderFile.Save(encoder, File);
            EncoderFile.Load(File).Dispose();
        });
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
