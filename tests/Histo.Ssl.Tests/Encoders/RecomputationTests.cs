using Histo.Ssl.Encoders;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

[Collection(nameof(TorchGenerator))]
public sealed class RecomputationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Architectures() => new("resnet18", "resnet50", "vit-tiny", "convnext-tiny");

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Gradients_AreThePlainOnesBitForBit(string architecture) => Pass(architecture, recompute: true).Should().BeEquivalentTo(Pass(architecture, recompute: false));

    [Fact]
    public void Gradients_MixedPrecision_AreThePlainOnesBitForBit() =>
        Pass("vit-tiny", recompute: true, ScalarType.BFloat16).Should().BeEquivalentTo(Pass("vit-tiny", recompute: false, ScalarType.BFloat16));

    [Fact]
    public void Backward_RunsEachBlockAgain()
    {
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec("vit-tiny"), 1);
        int runs = 0;
        foreach (SelfAttention attention in encoder.modules().OfType<SelfAttention>())
        {
            attention.register_forward_hook((_, _, output) =>
            {
                runs++;
                return output;
            });
        }

        encoder.Recompute = true;
        Tensor sum = encoder.call(ones(1, 3, 32, 32)).sum();
        runs.Should().Be(2);
        sum.backward();
        runs.Should().Be(4);
        using (no_grad())
        {
            encoder.call(ones(1, 3, 32, 32));
        }

        runs.Should().Be(6);
    }

    [Theory]
    [InlineData("vit-tiny")]
    [InlineData("resnet18")]
    public void ForwardAndBackward_LeaveNoTensorBehind(string architecture)
    {
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec(architecture), 1);
        encoder.Recompute = true;
        using Tensor images = ones(2, 3, 32, 32);
        LiveTensors.ShouldStayConstant(() =>
        {
            using Tensor embeddings = encoder.call(images), sum = embeddings.sum();
            sum.backward();
        });
    }

    [Fact]
    public void CreateUseAndDispose_LeaveNoTensorBehind() => LiveTensors.ShouldStayConstant(() =>
    {
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec("vit-tiny"), 1);
        encoder.Recompute = true;
        using Tensor images = ones(2, 3, 32, 32), embeddings = encoder.call(images), sum = embeddings.sum();
        sum.backward();
    });

    [Fact]
    public void Backward_OnAnotherThread_GivesTheSame()
    {
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec("vit-tiny"), 1);
        encoder.Recompute = true;
        encoder.call(ones(2, 3, 32, 32)).sum().backward();
        byte[] expected = encoder.get_parameter("blocks.0.mlp.fc1.weight")!.grad!.bytes.ToArray();
        encoder.zero_grad();
        Tensor sum = encoder.call(ones(2, 3, 32, 32)).sum();
        var thread = new Thread(() => sum.backward());
        thread.Start();
        thread.Join();
        encoder.get_parameter("blocks.0.mlp.fc1.weight")!.grad!.bytes.ToArray().Should().Equal(expected);
    }

    public void Dispose() => _scope.Dispose();

    // Two passes of different size before one backward pass, then another on top: what an optimiser sees of multi-crop and of accumulated batches.
    private static Dictionary<string, byte[]> Pass(string architecture, bool recompute, ScalarType? type = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using Encoder encoder = EncoderFactory.Create(SmallEncoder.Spec(architecture), 1, dropPath: new DropPath(SmallEncoder.HasDropPath(architecture) ? 0.3 : 0));
        (encoder.Recompute, encoder.ComputeType) = (recompute, type);
        random.manual_seed(11);
        Tensor large = randn(3, 3, 64, 64), small = randn(4, 3, 32, 32).requires_grad_();
        for (int step = 0; step < 2; step++)
        {
            (encoder.call(large).square().sum() + encoder.call(small).pow(3).sum()).backward();
        }

        var seen = encoder.named_parameters().Where(pair => pair.parameter.grad is not null).ToDictionary(pair => pair.name, pair => pair.parameter.grad!.contiguous().bytes.ToArray());
        foreach ((string name, Tensor buffer) in encoder.named_buffers())
        {
            seen[name] = buffer.bytes.ToArray();
        }

        seen["input"] = small.grad!.contiguous().bytes.ToArray();
        seen["random"] = rand(4).bytes.ToArray();
        return seen;
    }
}
