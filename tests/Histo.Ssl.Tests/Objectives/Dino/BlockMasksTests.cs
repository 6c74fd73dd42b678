using Histo.Ssl.Objectives;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Objectives;

public sealed class BlockMasksTests
{
    private static readonly BlockMasks Grid = new(14, 14);

    [Theory]
    [InlineData(8, 4)]
    [InlineData(7, 3)]
    [InlineData(2, 1)]
    public void Create_MasksExactlyHalfOfTheCropsRoundedDown(int crops, int masked)
    {
        Grid.MaskedCrops(crops).Should().Be(masked);
        for (int step = 0; step < 50; step++)
        {
            Counts(Grid.Create(crops, 1, step), 196).Count(count => count > 0).Should().Be(masked);
        }
    }

    [Fact]
    public void Create_SpreadsTheSharesOverTheWholeRange()
    {
        // One crop in each of the eight intervals from 10 % to 50 %, and never more than its end.
        for (int step = 0; step < 50; step++)
        {
            int[] counts = [.. Counts(Grid.Create(16, 2, step), 196).Where(count => count > 0).Order()];
            for (int i = 0; i < counts.Length; i++)
            {
                counts[i].Should().BeLessThanOrEqualTo((int)(196 * Grid.Edge(i + 1, 8)));
            }

            counts.Sum().Should().BeLessThanOrEqualTo(Grid.MostMasked(16));
        }
    }

    [Fact]
    public void Create_IsAFunctionOfSeedStepAndRank()
    {
        bool[] masks = Grid.Create(8, 1, 5);
        Grid.Create(8, 1, 5).Should().Equal(masks);
        Grid.Create(8, 2, 5).Should().NotEqual(masks);
        Grid.Create(8, 1, 6).Should().NotEqual(masks);
        Grid.Create(8, 1, 5, rank: 1).Should().NotEqual(masks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Create_ProbabilityAtItsEnds_MasksNoneOrAll(double probability) =>
        Counts((Grid with { Probability = probability }).Create(6, 1, 1), 196).Count(count => count > 0).Should().Be((int)(6 * probability));

    [Fact]
    public void Create_FlatGrid_IsLaidOutRowByRow()
    {
        // Two rows: a block must be lower than the grid, so it is a run of at least three patches within one row.
        var masks = new BlockMasks(2, 20) { Probability = 1, MinimumRatio = 0.1, MaximumRatio = 0.1 };
        bool[][] crops = [.. masks.Create(60, 1, 1).Chunk(40).Where(crop => crop.Contains(true))];
        crops.Should().NotBeEmpty();
        foreach (bool[] crop in crops)
        {
            crop.Count(each => each).Should().BeLessThanOrEqualTo(4);
            crop.Chunk(20).Should().Contain(row => Enumerable.Range(0, 18).Any(i => row[i] && row[i + 1] && row[i + 2]));
        }
    }

    [Fact]
    public void Fill_NoBlockFits_LeavesTheMaskEmpty()
    {
        // In a grid of one patch no block is smaller than the grid.
        var random = new CounterRandom(1, 1, 1, RandomSlot.Masks);
        var mask = new bool[1];
        new BlockMasks(1, 1).Fill(mask, 1, ref random).Should().Be(0);
        mask.Should().Equal(false);
    }

    [Fact]
    public void Create_NoPatches_Throws() => FluentActions.Invoking(() => new BlockMasks(0, 3)).Should().Throw<ArgumentOutOfRangeException>();

    private static int[] Counts(bool[] masks, int patches) => [.. masks.Chunk(patches).Select(crop => crop.Count(each => each))];
}
