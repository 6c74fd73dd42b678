using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class RrtTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(9, 3)]
    [InlineData(16, 7)]
    public void RegionSelfAttention_Positions_AreTheConvolutionOfTheScores(int tokens, int kernel)
    {
        using var attention = new RegionSelfAttention(8, 2, 0, kernel);
        DefaultWeights.Draw(attention, 3);
        attention.to(float64);
        Tensor x = SequenceBags.Values(1, float64, 3, tokens, 8);
        (attention.call(x) - Naive(attention, x)).abs().max().item<double>().Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Across_OneTokenARegion_AddsNothing(int count, bool nothing)
    {
        using MilAggregator model = SequenceModels.Create("rrt");
        Tensor x = SequenceBags.Values(1, float32, count, 16), y = ((RrtAggregator)model).Encoder.Across.call(x);
        y.equal(x).all().item<bool>().Should().Be(nothing);
    }

    [Fact]
    public void Forward_TwentyThousandInstances_NeedsNoMatrixOfScores()
    {
        // The scores of 4 regions of 71 x 71 tokens and 4 heads would have 1.6 GB in float32.
        using var model = new RrtAggregator(new() { Width = 16, Heads = 4, CrossHeads = 2, Regions = 2, PoolWidth = 8 }, 8, 2, 1);
        using Bag bag = SequenceBags.Gaussian(20_000, 8, type: float32);
        PeakMemory.Growth(() =>
        {
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(0)));
            output.Loss().backward();
        }).Should().BeLessThan(600L << 20);
    }

    [Theory]
    [InlineData(16, 3, 1, 3)]
    [InlineData(16, 4, 3, 3)]
    [InlineData(16, 4, 4, 4)]
    public void Create_ImpossibleSizes_Throws(int width, int heads, int crossHeads, int kernel) =>
        FluentActions.Invoking(() => new RrtAggregator(new() { Width = width, Heads = heads, CrossHeads = crossHeads, Kernel = kernel }, 3, 2, 1))
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    [Fact]
    public void Weights_OfLinearLayers_AreXavierNormal()
    {
        using var model = new RrtAggregator(new(), 1024, 2, 1);
        var parameters = model.named_parameters().ToDictionary(each => each.name, each => (Tensor)each.parameter);
        parameters["patch_to_emb.0.weight"].std().item<float>().Should().BeApproximately((float)Math.Sqrt(2.0 / 1536), 2e-4f);
        parameters["patch_to_emb.0.bias"].abs().max().item<float>().Should().Be(0);
        parameters["online_encoder.cr_msa.attn.phi"].abs().max().item<float>().Should().BeInRange(0.57f, (float)Math.Sqrt(1.0 / 3));
    }

    public void Dispose() => _scope.Dispose();

    // The convolution of the scores along the query axis, bias included, as the paper has it.
    private static Tensor Naive(RegionSelfAttention attention, Tensor x)
    {
        var weights = attention.named_parameters().ToDictionary(each => each.name, each => (Tensor)each.parameter);
        Tensor qkv = x.matmul(weights["qkv.weight"].transpose(0, 1)) + weights["qkv.bias"];
        Tensor kernel = weights["pe.weight"];
        int reach = (int)kernel.size(2) / 2, tokens = (int)x.size(1);
        var heads = new List<Tensor>();
        for (int head = 0; head < 2; head++)
        {
            Tensor scores = (qkv.narrow(2, head * 4, 4) / 2).matmul(qkv.narrow(2, 8 + (head * 4), 4).transpose(1, 2)), sum = scores + 0.25 + head;
            for (int i = 0; i < tokens; i++)
            {
                for (int t = Math.Max(-reach, -i); t <= Math.Min(reach, tokens - 1 - i); t++)
                {
                    sum.select(1, i).add_(scores.select(1, i + t) * kernel[head, 0, t + reach, 0]);
                }
            }

            heads.Add(sum.softmax(-1).matmul(qkv.narrow(2, 16 + (head * 4), 4)));
        }

        return cat(heads, 2).matmul(weights["proj.weight"].transpose(0, 1)) + weights["proj.bias"];
    }
}
