using CsCheck;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Pairs;

public class AnchorSequenceTests
{
    [Fact]
    public void Epoch_HoldsEveryTileOnce_AndEpochsDiffer()
    {
        TileSet tiles = SyntheticTiles.Squares(2, 10);
        var sequence = new AnchorSequence(tiles, new AugmentationPairSampler(), 20, 1);
        int[][] batches = Take(sequence.CursorAt(0), 20);
        batches[..10].SelectMany(batch => batch).Order().Should().Equal(Enumerable.Range(0, 200));
        batches[10..].SelectMany(batch => batch).Order().Should().Equal(Enumerable.Range(0, 200));
        batches[..10].SelectMany(batch => batch).Should().NotEqual(batches[10..].SelectMany(batch => batch));
    }

    [Fact]
    public void Seams_HoldNoTileTwice_AndLoseNone()
    {
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[1, 40], Gen.Int[0, 99]).Where(c => c.Item1 * c.Item2 >= c.Item3).Sample(
            c =>
            {
                (int columns, int rows, int batchSize, int seed) = c;
                TileSet tiles = SyntheticTiles.Slides((columns, rows, (_, _) => true));
                AnchorCursor cursor = new AnchorSequence(tiles, new AugmentationPairSampler(), batchSize, (ulong)seed).CursorAt(0);
                int[][] batches = Take(cursor, 60);
                int[] uses = new int[tiles.Count];
                foreach (int tile in batches.SelectMany(batch => batch).Concat(cursor.State.Pending))
                {
                    uses[tile]++;
                }

                return batches.All(batch => batch.Distinct().Count() == batchSize) && uses.Max() - uses.Min() <= 1 && cursor.State.Skipped == 0;
            },
            iter: 60,
            threads: 1);
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(37, false)]
    [InlineData(99, false)]
    [InlineData(150, false)]
    [InlineData(13, true)]
    public void CursorAt_AnyStep_EqualsTheWayThere(int batchSize, bool guarded)
    {
        TileSet tiles = SyntheticTiles.Squares(2, 10);
        IPositivePairSampler sampler = new AugmentationPairSampler();
        sampler = guarded ? new GuardedPairSampler(sampler, new MinimumDistanceGuard(tiles, 3)) : sampler;
        var sequence = new AnchorSequence(tiles, sampler, batchSize, 4);
        AnchorCursor walk = sequence.CursorAt(0);
        var next = new int[batchSize];
        var jumped = new int[batchSize];
        var resumed = new int[batchSize];
        for (long step = 0; step < 60; step++)
        {
            AnchorState state = walk.State;
            long epoch = walk.Next(next);
            sequence.CursorAt(step).Next(jumped).Should().Be(epoch);
            sequence.CursorAt(state).Next(resumed).Should().Be(epoch);
            jumped.Should().Equal(next);
            resumed.Should().Equal(next);
        }
    }

    [Fact]
    public void MinimumDistance_HoldsInEveryBatch_AndEveryTileHasItsTurn()
    {
        TileSet tiles = SyntheticTiles.Squares(4, 20);
        var sampler = new GuardedPairSampler(new SpatialPairSampler(tiles), new MinimumDistanceGuard(tiles, 4, exclusionRadius: 1));
        AnchorCursor cursor = new AnchorSequence(tiles, sampler, 32, 8).CursorAt(0);
        int[][] batches = Take(cursor, 500);
        foreach (int[] batch in batches)
        {
            for (int i = 0; i < batch.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    (tiles[batch[i]].DistanceTo(tiles[batch[j]]) ?? int.MaxValue).Should().BeGreaterThanOrEqualTo(4);
                }
            }
        }

        // 16,000 anchors are 10 epochs of 1,600 tiles: each has had its 10 turns but for what is waiting.
        var turns = batches.SelectMany(batch => batch).CountBy(tile => tile).ToDictionary();
        turns.Values.Max().Should().BeLessThanOrEqualTo(11);
        turns.Values.Min().Should().BeGreaterThanOrEqualTo(9);
        turns.Should().HaveCount(1600);
        cursor.State.Skipped.Should().Be(0);
        cursor.State.Pending.Length.Should().BeLessThan(300);
    }

    [Fact]
    public void PerSlideLimit_HoldsAndCountsWhatFindsNoPlace()
    {
        TileSet tiles = SyntheticTiles.Slides((100, 100, (_, _) => true), (20, 20, (_, _) => true), (20, 20, (_, _) => true), (20, 20, (_, _) => true));
        var sampler = new GuardedPairSampler(new AugmentationPairSampler(), new PerSlideLimitGuard(tiles, 5));
        var sequence = new AnchorSequence(tiles, sampler, 16, 8);
        AnchorCursor cursor = sequence.CursorAt(0);
        foreach (int[] batch in Take(cursor, 300))
        {
            batch.CountBy(tiles.SlideOf).Should().OnlyContain(slide => slide.Value <= 5);
            batch.Should().OnlyHaveUniqueItems();
        }

        cursor.State.Skipped.Should().BePositive();
        cursor.State.Pending.Length.Should().BeLessThanOrEqualTo(sequence.PendingLimit);
        (cursor.State.Position - cursor.State.Pending.Length - cursor.State.Skipped).Should().Be(300 * 16);
    }

    [Fact]
    public void Guard_TooStrict_SaysSo()
    {
        TileSet tiles = SyntheticTiles.Squares(1, 10);
        var sequence = new AnchorSequence(tiles, new GuardedPairSampler(new AugmentationPairSampler(), new MinimumDistanceGuard(tiles, 9)), 8, 1);
        Action next = () => sequence.CursorAt(0).Next(new int[8]);
        next.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.GuardTooStrict);
    }

    [Fact]
    public void TooFewTiles_SaysWhatToDo()
    {
        TileSet tiles = SyntheticTiles.Drawing("##..#");
        Action all = () => _ = new AnchorSequence(tiles, new AugmentationPairSampler(), 4, 1);
        all.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.TooFewAnchors && error.Action!.Contains("batch size to 3"));
        Action dropped = () => _ = new AnchorSequence(tiles, new SpatialPairSampler(tiles, new SpatialPairOptions { Border = BorderPolicy.Drop }), 3, 1);
        dropped.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.TooFewAnchors && error.What.Contains("1 of 3 tiles"));
    }

    [Fact]
    public void Dropped_AnchorsNeverAppear()
    {
        TileSet tiles = SyntheticTiles.Drawing("##..#..##", ".........");
        var sequence = new AnchorSequence(tiles, new SpatialPairSampler(tiles, new SpatialPairOptions { Border = BorderPolicy.Drop }), 2, 1);
        (sequence.Count, sequence.Dropped, sequence.BatchesPerEpoch).Should().Be((4, 1, 2.0));
        Take(sequence.CursorAt(0), 20).SelectMany(batch => batch).Distinct().Order().Should().Equal(0, 1, 3, 4);
    }

    [Fact]
    public void State_OfAnotherBatchSize_IsRefused()
    {
        TileSet tiles = SyntheticTiles.Squares(1, 10);
        AnchorCursor cursor = new AnchorSequence(tiles, new AugmentationPairSampler(), 8, 1).CursorAt(5);
        Action resume = () => new AnchorSequence(tiles, new AugmentationPairSampler(), 9, 1).CursorAt(cursor.State);
        resume.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.AnchorStateMismatch);
    }

    private static int[][] Take(AnchorCursor cursor, int batches)
    {
        var taken = new int[batches][];
        for (int i = 0; i < batches; i++)
        {
            taken[i] = new int[cursor.BatchSize];
            cursor.Next(taken[i]);
        }

        return taken;
    }
}
