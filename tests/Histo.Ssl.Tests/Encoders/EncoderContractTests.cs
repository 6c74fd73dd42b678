using Histo.Ssl.Encoders;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

/// <summary>What holds for every architecture, residual networks with both stems.</summary>
public sealed class EncoderContractTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, EncoderStem> All()
    {
        var data = new TheoryData<string, EncoderStem>();
        foreach (string architecture in EncoderFactory.Architectures)
        {
            data.Add(architecture, EncoderStem.ImageNet);
            if (architecture.StartsWith("resnet", StringComparison.Ordinal))
            {
                data.Add(architecture, EncoderStem.Small);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Forward_GivesOneEmbeddingAnImageAndGradientToEveryParameter(string architecture, EncoderStem stem)
    {
        using Encoder encoder = Create(architecture, stem);
        Tensor embeddings = encoder.call(Images(3, 32));
        embeddings.shape.Should().Equal(3, encoder.EmbeddingSize);
        embeddings.square().sum().backward();
        foreach ((string name, Parameter parameter) in encoder.named_parameters().Where(pair => pair.name != "mask_token"))
        {
            parameter.grad.Should().NotBeNull(name);
            parameter.grad!.abs().sum().item<float>().Should().BePositive(name);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Create_InsideAScope_OutlivesIt(string architecture, EncoderStem stem)
    {
        Encoder encoder;
        using (NewDisposeScope())
        {
            encoder = Create(architecture, stem);
        }

        using (encoder)
        {
            encoder.call(Images(2, 32)).isfinite().all().item<bool>().Should().BeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void To_OtherType_MovesEverythingAndStillWorks(string architecture, EncoderStem stem)
    {
        using Encoder encoder = Create(architecture, stem);
        foreach (ScalarType type in new[] { ScalarType.BFloat16, ScalarType.Float64 })
        {
            encoder.to(type);
            encoder.state_dict().Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Should().OnlyContain(pair => pair.Value.dtype == type);
            Tensor embeddings = encoder.call(Images(2, 32));
            embeddings.dtype.Should().Be(type);
            embeddings.isfinite().all().item<bool>().Should().BeTrue();
            embeddings.sum().backward();
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ForwardAndBackward_LeaveNoTensorBehind(string architecture, EncoderStem stem)
    {
        using Encoder encoder = Create(architecture, stem);
        using Tensor images = Images(2, 32);
        LiveTensors.ShouldStayConstant(() =>
        {
            using Tensor embeddings = encoder.call(images);
            using Tensor sum = embeddings.sum();
            sum.backward();
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CreateAndDispose_LeaveNoTensorBehind(string architecture, EncoderStem stem) =>
        LiveTensors.ShouldStayConstant(() => Create(architecture, stem).Dispose());

    [Theory]
    [MemberData(nameof(All))]
    public void Forward_MixedPrecision_StaysNearAndKeepsFloat32Weights(string architecture, EncoderStem stem)
    {
        using Encoder encoder = Create(architecture, stem);
        // Statistics of a few images would amplify the rounding: the stored ones do not.
        encoder.eval();
        Tensor images = Images(4, 32);
        Tensor exact = encoder.call(images).detach();
        encoder.ComputeType = ScalarType.BFloat16;
        Tensor mixed = encoder.call(images);
        mixed.dtype.Should().Be(ScalarType.Float32);
        double difference = ((mixed - exact).norm() / exact.norm()).item<float>();
        difference.Should().BeInRange(1e-6, 0.05);
        encoder.train();
        encoder.call(images).sum().backward();
        encoder.parameters().Select(parameter => parameter.grad).OfType<Tensor>().Should().NotBeEmpty().And.OnlyContain(gradient => gradient.dtype == ScalarType.Float32);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TrainingStep_Repeated_IsBitForBitTheSame(string architecture, EncoderStem stem)
    {
        byte[] Step()
        {
            using Encoder encoder = Create(architecture, stem);
            encoder.call(Images(4, 32)).square().sum().backward();
            return encoder.parameters().First(parameter => parameter.dim() == 4).grad!.bytes.ToArray();
        }

        Step().Should().Equal(Step());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void SaveAndLoad_GiveTheSameSpecAndOutput(string architecture, EncoderStem stem)
    {
        using var folder = new TempFolder();
        using Encoder encoder = Create(architecture, stem);
        encoder.eval();
        EncoderFile.Save(encoder, folder.File("e.safetensors"));
        using Encoder loaded = EncoderFile.Load(folder.File("e.safetensors"));
        loaded.Spec.Should().Be(encoder.Spec);
        WeightHash.Compute(loaded).Should().Be(WeightHash.Compute(encoder));
        loaded.call(Images(2, 32)).bytes.ToArray().Should().Equal(encoder.call(Images(2, 32)).bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Forward_WrongShape_ThrowsBeforeTorch(string architecture, EncoderStem stem)
    {
        using Encoder encoder = Create(architecture, stem);
        foreach (long[] shape in new long[][] { [3, 32, 32], [2, 1, 32, 32], [2, 32, 32, 3] })
        {
            FluentActions.Invoking(() => encoder.call(zeros(shape))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CreateTwin_HasTheSameShapesTypeAndSettings_ButNoDropPath(string architecture, EncoderStem stem)
    {
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec(architecture, stem), 1, dropPath: new DropPath(SmallEncoder.HasDropPath(architecture) ? 0.5 : 0));
        encoder.to(ScalarType.Float64);
        encoder.ComputeType = ScalarType.BFloat16;
        using Encoder twin = EncoderFactory.CreateTwin(encoder);
        twin.Spec.Should().Be(encoder.Spec);
        twin.ComputeType.Should().Be(ScalarType.BFloat16);
        twin.named_parameters().Select(pair => $"{pair.name} {pair.parameter.dtype} {string.Join(",", pair.parameter.shape)}")
            .Should().Equal(encoder.named_parameters().Select(pair => $"{pair.name} {pair.parameter.dtype} {string.Join(",", pair.parameter.shape)}"));
        ((twin as VisionTransformer)?.DropPath.Rate ?? (twin as ConvNeXt)?.DropPath.Rate ?? 0).Should().Be(0);
    }

    public void Dispose() => _scope.Dispose();

    private static Encoder Create(string architecture, EncoderStem stem) => EncoderFactory.Create(SmallEncoder.Spec(architecture, stem), seed: 1);

    private static Tensor Images(int count, int size)
    {
        using var generator = new Generator(5);
        return randn([count, 3, size, size], generator: generator);
    }
}
