using Histo.Ssl.Encoders;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

/// <summary>What holds for every architecture, with both stems.</summary>
public sealed class EncoderContractTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, EncoderStem> All()
    {
        var data = new TheoryData<string, EncoderStem>();
        foreach (string architecture in EncoderFactory.Architectures)
        {
            data.Add(architecture, EncoderStem.ImageNet);
            data.Add(architecture, EncoderStem.Small);
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
        foreach ((string name, Parameter parameter) in encoder.named_parameters())
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
            encoder.call(Images(2, 16)).isfinite().all().item<bool>().Should().BeTrue();
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
        using Tensor images = Images(2, 16);
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
        encoder.parameters().Should().OnlyContain(parameter => parameter.grad!.dtype == ScalarType.Float32);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TrainingStep_Repeated_IsBitForBitTheSame(string architecture, EncoderStem stem)
    {
        byte[] Step()
        {
            using Encoder encoder = Create(architecture, stem);
            encoder.call(Images(4, 32)).square().sum().backward();
            return encoder.get_parameter("conv1.weight")!.grad!.bytes.ToArray();
        }

        Step().Should().Equal(Step());
    }

    public void Dispose() => _scope.Dispose();

    private static Encoder Create(string architecture, EncoderStem stem) =>
        EncoderFactory.Create(new EncoderSpec { Architecture = architecture, Width = 4, Stem = stem, InputSize = 32 }, seed: 1);

    private static Tensor Images(int count, int size)
    {
        using var generator = new Generator(5);
        return randn([count, 3, size, size], generator: generator);
    }
}
