using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

public sealed class PositionMathTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(PositionResampling.Offset, 6, 6)]
    [InlineData(PositionResampling.Offset, 20, 9)]
    [InlineData(PositionResampling.Antialiased, 3, 6)]
    [InlineData(PositionResampling.Antialiased, 20, 14)]
    public void Resample_IsTheResamplingOfTorch(PositionResampling resampling, int rows, int columns)
    {
        const int Side = 14;
        Tensor table = randn([1, Side * Side, 5], dtype: ScalarType.Float64);
        Tensor map = table.reshape(1, Side, Side, 5).permute(0, 3, 1, 2);
        Tensor expected = resampling == PositionResampling.Offset
            ? nn.functional.interpolate(map, scale_factor: [(rows + 0.1) / Side, (columns + 0.1) / Side], mode: InterpolationMode.Bicubic, align_corners: false)
            : nn.functional.interpolate(map, size: [rows, columns], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true);
        Tensor actual = PositionMath.Resample(table, rows, columns, resampling);
        actual.shape.Should().Equal(1, rows * columns, 5);
        (actual - expected.permute(0, 2, 3, 1).reshape(1, rows * columns, 5)).abs().max().item<double>().Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(PositionResampling.Offset)]
    [InlineData(PositionResampling.Antialiased)]
    public void Resample_EqualPositions_StayEqual(PositionResampling resampling)
    {
        Tensor table = full([1, 49, 3], 0.25, dtype: ScalarType.Float64);
        (PositionMath.Resample(table, 4, 11, resampling) - 0.25).abs().max().item<double>().Should().BeLessThan(1e-14);
    }

    [Fact]
    public void Resample_HalfPrecision_ComputesInSingle()
    {
        Tensor table = randn(1, 16, 3), half = table.to(ScalarType.BFloat16);
        Tensor actual = PositionMath.Resample(half, 2, 3, PositionResampling.Antialiased);
        actual.dtype.Should().Be(ScalarType.BFloat16);
        Tensor expected = PositionMath.Resample(half.to(ScalarType.Float32), 2, 3, PositionResampling.Antialiased).to(ScalarType.BFloat16);
        (actual - expected).abs().max().to(ScalarType.Float32).item<float>().Should().Be(0);
    }

    public void Dispose() => _scope.Dispose();
}
