using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Pairs;

public class AnchorStrataTests
{
    // Slides 0 and 3: 20 tiles in stratum 0; slide 1: 100 tiles in stratum 1; slide 2 in none.
    private static readonly TileSet Tiles = SyntheticTiles.Slides((4, 4, (_, _) => true), (10, 10, (_, _) => true), (5, 5, (_, _) => true), (2, 2, (_, _) => true));

    [Theory]
    [InlineData(0.5, 12, 6)]
    [InlineData(0.25, 12, 3)]
    [InlineData(0.5, 11, 6)]
    [InlineData(0.01, 60, 1)]
    public void Batches_HaveFixedRows(double share, int batchSize, int first)
    {
        AnchorSequence sequence = Sequence(share, batchSize);
        sequence.Count.Should().Be(120);
        sequence.Dropped.Should().Be(25);
        AnchorCursor cursor = sequence.CursorAt(0);
        var batch = new int[batchSize];
        for (int step = 0; step < 60; step++)
        {
            cursor.Next(batch).Should().Be((long)step * batchSize / 120);
            batch.Should().OnlyHaveUniqueItems();
            batch[..first].Should().OnlyContain(tile => Tiles[tile].Slide == 0 || Tiles[tile].Slide == 3);
            batch[first..].Should().OnlyContain(tile => Tiles[tile].Slide == 1);
        }
    }

    [Fact]
    public void Stratum_GivesEachTileOnceBeforeAnyAgain()
    {
        AnchorCursor cursor = Sequence(0.5, 20).CursorAt(0);
        var batch = new int[20];
        var seen = new List<int>();
        for (int step = 0; step < 10; step++)
        {
            cursor.Next(batch);
            seen.AddRange(batch[10..]);
        }

        seen.Should().OnlyHaveUniqueItems().And.HaveCount(100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CursorAt_AnyStepOrState_EqualsTheWayThere(bool guarded)
    {
        IPositivePairSampler sampler = guarded ? new GuardedPairSampler(new AugmentationPairSampler(), new MinimumDistanceGuard(Tiles, 2)) : new AugmentationPairSampler();
        AnchorSequence sequence = Sequence(0.25, 8, sampler);
        AnchorCursor walk = sequence.CursorAt(0);
        int[] next = new int[8], jumped = new int[8], resumed = new int[8];
        for (long step = 0; step < 40; step++)
        {
            AnchorState state = walk.State;
            walk.Next(next);
            sequence.CursorAt(step).Next(jumped);
            sequence.CursorAt(state).Next(resumed);
            jumped.Should().Equal(next);
            resumed.Should().Equal(next);
            for (int i = 0; guarded && i < 8; i++)
            {
                next[..i].Where(other => Tiles[other].DistanceTo(Tiles[next[i]]) < 2).Should().BeEmpty();
            }
        }
    }

    [Fact]
    public void Repair_UnreadableAnchor_IsReplacedWithinItsStratum()
    {
        var planner = new BatchPlanner(Tiles, new AugmentationPairSampler(), 8, 3, strata: Strata(0.5));
        for (int step = 0; step < 20; step++)
        {
            BatchContext planned = planner.Plan(step);
            int bad = planned.Rows[1].Tile, alsoBad = planned.Rows[6].Tile;
            BatchContext repaired = planner.Repair(planned, tile => tile != bad && tile != alsoBad);
            repaired.Rows[1].Tile.Should().NotBe(bad);
            repaired.View(0)[..4].ToArray().Should().OnlyContain(row => row.Address.Slide == 0 || row.Address.Slide == 3);
            repaired.View(0)[4..].ToArray().Should().OnlyContain(row => row.Address.Slide == 1);
        }
    }

    [Fact]
    public void Create_WrongInput_Code()
    {
        Code(() => new AnchorStrata([new("a", 0.5), new("b", 0.6)], [0])).Should().Be(ErrorCodes.InvalidOption);
        Code(() => new AnchorStrata([new("a", 0), new("b", 1)], [0])).Should().Be(ErrorCodes.InvalidOption);
        Code(() => new AnchorStrata([new("a", 1)], [1])).Should().Be(ErrorCodes.WrongShape);
        Code(() => Strata(0.01).Counts(8)).Should().Be(ErrorCodes.InvalidOption, "the first stratum would have none");
        Code(() => Sequence(0.5, 60)).Should().Be(ErrorCodes.TooFewAnchors, "20 tiles do not fill 30 rows");
        Code(() => new AnchorSequence(Tiles, new AugmentationPairSampler(), 8, 1, AnchorBalance.Slide, Strata(0.5))).Should().Be(ErrorCodes.InvalidOption);
        Code(() => new AnchorSequence(SyntheticTiles.Squares(1, 4), new AugmentationPairSampler(), 8, 1, strata: Strata(0.5))).Should().Be(ErrorCodes.WrongShape);
    }

    private static string Code(Func<object?> act) => act.Should().Throw<HistoException>().Which.Code;

    private static AnchorStrata Strata(double share) => new([new("few", share), new("many", 1 - share)], [0, 1, -1, 0]);

    private static AnchorSequence Sequence(double share, int batchSize, IPositivePairSampler? sampler = null) =>
        new(Tiles, sampler ?? new AugmentationPairSampler(), batchSize, 3, strata: Strata(share));
}
