using Histo.Ssl.Encoders;
using Histo.Ssl.Training;
using Histo.TestKit;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

public class AveragedWeightsTests
{
    private static readonly EncoderSpec Spec = new() { Architecture = "resnet18", Width = 2, Stem = EncoderStem.Small, InputSize = 16 };

    [Fact]
    public void Swap_Twice_IsTheIdentity()
    {
        using Encoder encoder = EncoderFactory.Create(Spec, 1);
        using var average = new AveragedWeights(encoder, 0.5);
        string start = WeightHash.Compute(encoder);
        Shift(encoder);
        string moved = WeightHash.Compute(encoder);
        moved.Should().NotBe(start);

        average.Swap();
        WeightHash.Compute(encoder).Should().Be(start, "the average has not been updated");
        average.Swap();
        WeightHash.Compute(encoder).Should().Be(moved);
    }

    [Fact]
    public void Update_MovesByOneMinusDecay_AndLeavesTheEncoder()
    {
        using Encoder encoder = EncoderFactory.Create(Spec, 1);
        using var average = new AveragedWeights(encoder, 0.75);
        double[] start = Values(average.Tensors.First().Tensor);
        Shift(encoder);
        string moved = WeightHash.Compute(encoder);
        average.Update();
        average.Update();

        WeightHash.Compute(encoder).Should().Be(moved);
        double[] now = Values(average.Tensors.First().Tensor);
        for (int i = 0; i < now.Length; i++)
        {
            now[i].Should().BeApproximately(start[i] + (1 - (0.75 * 0.75)), 1e-5, "the parameters lie 1 higher");
        }

        LiveTensors.ShouldStayConstant(() =>
        {
            average.Update();
            average.Swap();
        });
    }

    [Fact]
    public void Constructor_InsideAScope_OutlivesIt()
    {
        using Encoder encoder = EncoderFactory.Create(Spec, 1);
        AveragedWeights average;
        using (NewDisposeScope())
        {
            average = new AveragedWeights(encoder, 0.5);
        }

        average.Tensors.Should().OnlyContain(each => !each.Tensor.IsInvalid);
        average.Tensors.Select(each => each.Name).Should().Equal(encoder.named_parameters().Select(each => each.name));
        average.Dispose();
    }

    private static void Shift(Encoder encoder)
    {
        using IDisposable noGrad = no_grad();
        foreach (TorchSharp.Modules.Parameter parameter in encoder.parameters())
        {
            parameter.add_(1);
        }
    }

    private static double[] Values(Tensor values) => [.. values.to(ScalarType.Float64).flatten().data<double>()];
}
