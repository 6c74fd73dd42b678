using Histo.Ssl.Mil.Aggregators;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class ProjectedCosineErrorTests
{
    // More rows than a block has, and a last block that is not full.
    private const int Tiles = 6000, Rows = 4500, Hidden = 5, Features = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1.5)]
    public void Compute_EqualsTheErrorBehindTheMap_WithItsGradients(double gamma)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(3);
        Tensor hidden = randn(Rows, Hidden, dtype: ScalarType.Float64), weight = randn(Features, Hidden, dtype: ScalarType.Float64), bias = randn(Features, dtype: ScalarType.Float64);
        Tensor targets = randn(Tiles, Features, dtype: ScalarType.Float64), rows = randperm(Tiles, dtype: ScalarType.Int64).narrow(0, 0, Rows);

        // A target without a direction, and one that is met exactly.
        targets[rows[0]].zero_();
        targets[rows[1]].copy_(nn.functional.linear(hidden[1], weight, bias));
        Tensor[] plain = Leaves(hidden, weight, bias), fused = Leaves(hidden, weight, bias);
        Tensor expected = new ScaledCosineError { Gamma = gamma }.Compute(nn.functional.linear(plain[0], plain[1], plain[2]), targets.index_select(0, rows));
        (expected * 3).backward();
        using var error = new ProjectedCosineError { Gamma = gamma };
        Tensor actual = error.Compute(fused[0], fused[1], fused[2], targets, rows);
        (actual * 3).backward();
        actual.item<double>().Should().BeApproximately(expected.item<double>(), 1e-12);
        for (int i = 0; i < plain.Length; i++)
        {
            (fused[i].grad! - plain[i].grad!).abs().max().item<double>().Should().BeLessThan(1e-12);
            plain[i].grad!.abs().max().item<double>().Should().BePositive();
        }
    }

    [Fact]
    public void Compute_ReconstructionWithoutDirection_HasTheGradientOfTheErrorBehindTheMap()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = zeros(2, Hidden, dtype: ScalarType.Float64), weight = ones(Features, Hidden, dtype: ScalarType.Float64), bias = zeros(Features, dtype: ScalarType.Float64), targets = ones(2, Features, dtype: ScalarType.Float64), rows = arange(2, dtype: ScalarType.Int64);
        Tensor[] plain = Leaves(hidden, weight, bias), fused = Leaves(hidden, weight, bias);
        new ScaledCosineError().Compute(nn.functional.linear(plain[0], plain[1], plain[2]), targets).backward();
        using var error = new ProjectedCosineError();
        error.Compute(fused[0], fused[1], fused[2], targets, rows).backward();
        ((fused[2].grad! - plain[2].grad!).abs().max() / plain[2].grad!.abs().max()).item<double>().Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Compute_WithoutGradients_GivesTheValue_AndLeavesNoTensor()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = randn(9, Hidden), weight = randn(Features, Hidden), bias = randn(Features), targets = randn(9, Features), rows = arange(9, dtype: ScalarType.Int64);
        using var error = new ProjectedCosineError();
        LiveTensors.ShouldStayConstant(() => error.Compute(hidden, weight, bias, targets, rows).Dispose());
        Tensor[] leaves = Leaves(hidden, weight, bias);
        LiveTensors.ShouldStayConstant(() =>
        {
            using Tensor loss = error.Compute(leaves[0], leaves[1], leaves[2], targets, rows);
            loss.backward();
        });
    }

    private static Tensor[] Leaves(params Tensor[] values) => [.. values.Select(value => value.clone().requires_grad_(true))];
}
