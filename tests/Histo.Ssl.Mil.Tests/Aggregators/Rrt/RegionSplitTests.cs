using Histo.Ssl.Mil.Aggregators;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class RegionSplitTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(1, 8, 1)]
    [InlineData(64, 8, 1)]
    [InlineData(65, 8, 2)]
    [InlineData(256, 8, 2)]
    [InlineData(257, 8, 3)]
    [InlineData(50, 4, 2)]
    [InlineData(10, 1, 4)]
    public void Cut_AnyNumber_HasRegionsOfEqualSideAndZerosAtTheEnd(int count, int regions, int side)
    {
        var split = new RegionSplit(count, regions);
        split.RegionSide.Should().Be(side);
        Tensor tokens = arange(1, count + 1, dtype: float64).reshape(count, 1), cut = split.Cut(tokens);
        cut.shape.Should().Equal(regions * regions, side * side, 1);
        for (int region = 0; region < regions * regions; region++)
        {
            for (int inner = 0; inner < side * side; inner++)
            {
                int row = (region / regions * side) + (inner / side), column = (region % regions * side) + (inner % side), place = (row * regions * side) + column;
                cut[region, inner, 0].item<double>().Should().Be(place < count ? place + 1 : 0);
            }
        }

        split.Join(cut).equal(tokens).all().item<bool>().Should().BeTrue();
    }

    public void Dispose() => _scope.Dispose();
}
