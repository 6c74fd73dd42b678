using Histo.Ssl.Mil.Aggregators;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class KnowledgeAttentionTests
{
    // More heads than two blocks have, and a last block that is not full.
    private const int Tiles = 300, Neighbours = 3, Width = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hear_EqualsTheFormula_WithItsGradients(bool dotProductGate)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor heads, Tensor tails, Tensor index) = Inputs();
        Tensor[] plain = Leaves(heads, tails), fused = Leaves(heads, tails);
        Tensor cotangent = randn(Tiles, Width, dtype: ScalarType.Float64), expected = Message(plain[0], plain[1], index, dotProductGate);
        (expected * cotangent).sum().backward();
        using var attention = new KnowledgeAttention(dotProductGate);
        Tensor actual = attention.Hear(fused[0], fused[1], index).Message;
        (actual * cotangent).sum().backward();
        Distance(actual, expected).Should().BeLessThan(1e-12);
        for (int i = 0; i < plain.Length; i++)
        {
            Distance(fused[i].grad!, plain[i].grad!).Should().BeLessThan(1e-12);
        }
    }

    [Fact]
    public void Hear_LeavesNoTensor()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor heads, Tensor tails, Tensor index) = Inputs();
        Tensor[] leaves = Leaves(heads, tails);
        using var attention = new KnowledgeAttention(dotProductGate: false);
        LiveTensors.ShouldStayConstant(() =>
        {
            using DisposeScope step = NewDisposeScope();
            attention.Hear(leaves[0], leaves[1], index).Message.sum().backward();
        });
        LiveTensors.ShouldStayConstant(() =>
        {
            using DisposeScope step = NewDisposeScope();
            using IDisposable guard = no_grad();
            attention.Hear(leaves[0], leaves[1], index).Message.requires_grad.Should().BeFalse();
        });
    }

    // All edges at once, as published.
    private static Tensor Message(Tensor heads, Tensor tails, Tensor index, bool dotProductGate)
    {
        Tensor heard = tails[index], own = heads.unsqueeze(1).expand_as(heard), share = ((own * heard).sum(dim: 2) / Math.Sqrt(Width)).softmax(1).unsqueeze(2);
        Tensor gate = (own + (share * heard) + ((1 - share) * own)).tanh();
        Tensor weight = einsum(dotProductGate ? "ijk,ijk->ij" : "ijk,ijm->ij", heard, gate).softmax(1);
        return einsum("ij,ijk->ik", weight, heard);
    }

    private static (Tensor Heads, Tensor Tails, Tensor Index) Inputs()
    {
        manual_seed(5);
        Tensor heads = randn(Tiles, Width, dtype: ScalarType.Float64), tails = randn(Tiles, Width, dtype: ScalarType.Float64);
        return (heads, tails, heads.mm(tails.t()).topk(Neighbours, 1).indexes);
    }

    private static double Distance(Tensor actual, Tensor expected) => ((actual - expected).abs().max() / expected.abs().max()).item<double>();

    private static Tensor[] Leaves(params Tensor[] values) => [.. values.Select(value => value.clone().requires_grad_(true))];
}
