using Histo.Ssl.Pairs;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Pairs;

public class AnchorBalanceTests
{
    [Theory]
    [InlineData(AnchorBalance.Slide, 5)]
    [InlineData(AnchorBalance.Patient, 4)]
    [InlineData(AnchorBalance.Label, 3)]
    [InlineData(AnchorBalance.Site, 2)]
    public void Batches_HaveEqualShares(AnchorBalance balance, int groups)
    {
        TileSet tiles = Cohort();
        var sequence = new AnchorSequence(tiles, new AugmentationPairSampler(), 14, 3, balance);
        sequence.Groups.Should().Be(groups);
        sequence.Count.Should().Be(tiles.Count);
        var total = new int[groups];
        foreach (int[] batch in Take(sequence.CursorAt(0), 100))
        {
            batch.Should().OnlyHaveUniqueItems();
            int[] counts = [.. batch.GroupBy(tile => Group(tiles, tile, balance)).Select(group => group.Count())];
            counts.Should().HaveCount(groups);

            // A batch that cuts two rounds holds up to one more at each end.
            (counts.Max() - counts.Min()).Should().BeLessThanOrEqualTo(2);
            total[0] += batch.Count(tile => Group(tiles, tile, balance) == Group(tiles, 0, balance));
        }

        ((double)total[0] / 1400).Should().BeApproximately(1.0 / groups, 0.005);
    }

    [Fact]
    public void Group_GivesEachOfItsTilesEquallyOften()
    {
        TileSet tiles = SyntheticTiles.Slides((30, 10, (_, _) => true), (4, 5, (_, _) => true));
        int[] uses = new int[tiles.Count];
        foreach (int tile in Take(new AnchorSequence(tiles, new AugmentationPairSampler(), 10, 3, AnchorBalance.Slide).CursorAt(0), 120).SelectMany(batch => batch))
        {
            uses[tile]++;
        }

        // 600 turns each: 2 for each of 300 tiles, 30 for each of 20, but for tiles that replace one another inside a batch.
        uses[..300].Should().OnlyContain(count => count == 2);
        uses[300..].Should().OnlyContain(count => count >= 25 && count <= 35);
        uses[300..].Sum().Should().Be(600);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CursorAt_AnyStepOrState_EqualsTheWayThere(bool guarded)
    {
        TileSet tiles = Cohort();
        IPositivePairSampler sampler = guarded ? new GuardedPairSampler(new AugmentationPairSampler(), new MinimumDistanceGuard(tiles, 2)) : new AugmentationPairSampler();
        var sequence = new AnchorSequence(tiles, sampler, 12, 5, AnchorBalance.Slide);
        AnchorCursor walk = sequence.CursorAt(0);
        int[] next = new int[12], jumped = new int[12], resumed = new int[12];
        for (long step = 0; step < 40; step++)
        {
            AnchorState state = walk.State;
            long epoch = walk.Next(next);
            epoch.Should().Be(step * 12 / tiles.Count);
            sequence.CursorAt(step).Next(jumped).Should().Be(epoch);
            sequence.CursorAt(state).Next(resumed).Should().Be(epoch);
            jumped.Should().Equal(next);
            resumed.Should().Equal(next);
            for (int i = 0; guarded && i < 12; i++)
            {
                next[..i].Where(other => tiles[other].DistanceTo(tiles[next[i]]) < 2).Should().BeEmpty();
            }
        }

        new AnchorSequence(tiles, sampler, 12, 6, AnchorBalance.Slide).CursorAt(0).Next(jumped);
        sequence.CursorAt(0).Next(next);
        jumped.Should().NotEqual(next);
    }

    [Fact]
    public void SmallGroups_GiveAllTheyHave()
    {
        TileSet tiles = SyntheticTiles.Slides((10, 10, (_, _) => true), (2, 1, (_, _) => true), (1, 1, (_, _) => true));
        foreach (int[] batch in Take(new AnchorSequence(tiles, new AugmentationPairSampler(), 30, 1, AnchorBalance.Slide).CursorAt(0), 20))
        {
            batch.Should().OnlyHaveUniqueItems().And.Contain([100, 101, 102]);
        }

        int[] all = Take(new AnchorSequence(tiles, new AugmentationPairSampler(), 103, 1, AnchorBalance.Slide).CursorAt(0), 1)[0];
        all.Order().Should().Equal(Enumerable.Range(0, 103));
    }

    [Fact]
    public void Dropped_AnchorsNeverAppear_AndAnImpossibleGuardIsAnError()
    {
        TileSet tiles = SyntheticTiles.Drawing("##..#..##", ".........");
        var sequence = new AnchorSequence(tiles, new SpatialPairSampler(tiles, new SpatialPairOptions { Border = BorderPolicy.Drop }), 2, 1, AnchorBalance.Slide);
        Take(sequence.CursorAt(0), 20).SelectMany(batch => batch).Distinct().Order().Should().Equal(0, 1, 3, 4);
        var strict = new AnchorSequence(tiles, new GuardedPairSampler(new AugmentationPairSampler(), new MinimumDistanceGuard(tiles, 20)), 2, 1, AnchorBalance.Slide);
        FluentActions.Invoking(() => strict.CursorAt(0).Next(new int[2])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.GuardTooStrict);
    }

    [Fact]
    public void Planner_TakesTheBalance()
    {
        TileSet tiles = SyntheticTiles.Slides((30, 30, (_, _) => true), (5, 5, (_, _) => true));
        var planner = new BatchPlanner(tiles, new SpatialPairSampler(tiles), 20, 3, balance: AnchorBalance.Slide);
        for (long step = 0; step < 30; step++)
        {
            BatchContext context = planner.Plan(step);
            context.View(0).ToArray().Count(row => row.Address.Slide == 1).Should().Be(10);
            context.Epoch.Should().Be(step * 20 / 925);
        }
    }

    private static int[][] Take(AnchorCursor cursor, int batches) => [.. Enumerable.Range(0, batches).Select(_ =>
    {
        var batch = new int[cursor.BatchSize];
        cursor.Next(batch);
        return batch;
    })];

    private static string Group(TileSet tiles, int tile, AnchorBalance balance)
    {
        ManifestSlide slide = tiles.Slides[tiles.SlideOf(tile)].Source;
        return balance switch
        {
            AnchorBalance.Patient => slide.PatientId ?? slide.SlideId,
            AnchorBalance.Label => slide.Label ?? string.Empty,
            AnchorBalance.Site => slide.Site ?? string.Empty,
            _ => slide.SlideId,
        };
    }

    /// <summary>Five slides of very different size; two of one patient, two of one label, one without label, two sites of which one is unknown.</summary>
    private static TileSet Cohort()
    {
        (string? Patient, string? Label, string? Site, int Side)[] slides = [("p", "a", "x", 30), ("p", "a", "x", 6), ("q", "b", null, 7), (null, null, "x", 20), ("r", "b", null, 8)];
        TileSlide[] described =
        [
            .. slides.Select((slide, i) => new TileSlide(
                new ManifestSlide($"slide-{i}", [new ManifestPart($"/slides/{i}.svs")]) { PatientId = slide.Patient, Label = slide.Label, Site = slide.Site },
                "fake",
                new TileGrid { Columns = slide.Side, Rows = slide.Side, TileSize = 4, Stride = 4, Mpp = 0.5 })),
        ];
        return new TileSet(described, [.. slides.Select(slide => Enumerable.Range(0, slide.Side * slide.Side).Select(cell => (cell % slide.Side, cell / slide.Side)).ToArray())]);
    }
}
