using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Pairs;

public class BatchPlannerTests
{
    [Fact]
    public void Plan_DescribesEveryRow()
    {
        (int, int, Func<int, int, bool>) square = (6, 6, (_, _) => true);
        TileSet tiles = SyntheticTiles.Labelled(["tumour", null, "Normal", "tumour"], square, square, square, square);
        var planner = new BatchPlanner(tiles, new GuardedPairSampler(new SpatialPairSampler(tiles), new MinimumDistanceGuard(tiles, 1, 3)), 24, 3, bags: [7, 7, 8, 9]);
        planner.Labels.Names.Should().Equal("Normal", "tumour");
        BatchContext context = planner.Plan(2);
        (context.Step, context.Pairs, context.Views, context.ExclusionRadius).Should().Be((2, 24, 2, 3));
        for (int row = 0; row < 48; row++)
        {
            BatchRow each = context.Rows[row];
            each.Address.Should().Be(tiles[each.Tile]);
            each.View.Should().Be((byte)(row / 24));
            each.WeakLabel.Should().Be(each.Address.Slide switch { 1 => -1, 2 => 0, _ => 1 });
            each.Bag.Should().Be(each.Address.Slide switch { 2 => 8, 3 => 9, _ => 7 });
            each.Relation.Should().Be(row < 24 ? PairRelation.Self : PairRelation.Spatial);
        }

        Enumerable.Range(0, 24).Should().OnlyContain(i => context.Distance(i, 24 + i) == 1);
    }

    [Fact]
    public void Plan_InAnyOrder_GivesTheSame()
    {
        TileSet tiles = SyntheticTiles.Squares(3, 9);
        BatchPlanner Planner() => new(tiles, new SpatialPairSampler(tiles), 20, 3);
        BatchPlanner forward = Planner(), backward = Planner();
        BatchRow[][] planned = [.. Enumerable.Range(0, 40).Select(step => forward.Plan(step).Rows.ToArray())];
        for (int step = 39; step >= 0; step--)
        {
            backward.Plan(step).Rows.ToArray().Should().Equal(planned[step]);
        }
    }

    [Fact]
    public void Repair_ReplacesOnlyWhatCannotBeRead()
    {
        TileSet tiles = SyntheticTiles.Squares(3, 9);
        var planner = new BatchPlanner(tiles, new GuardedPairSampler(new SpatialPairSampler(tiles), new MinimumDistanceGuard(tiles, 2)), 16, 3);
        bool IsReadable(int tile) => tile % 5 != 0;
        for (long step = 0; step < 50; step++)
        {
            BatchContext before = planner.Plan(step), after = planner.Repair(before, IsReadable);
            planner.Repair(before, IsReadable).Rows.ToArray().Should().Equal(after.Rows.ToArray());
            after.View(0).ToArray().Select(row => row.Tile).Should().OnlyHaveUniqueItems();
            for (int i = 0; i < 16; i++)
            {
                BatchRow anchor = after.Rows[i], positive = after.Rows[16 + i];
                IsReadable(anchor.Tile).Should().BeTrue();
                IsReadable(positive.Tile).Should().BeTrue();
                if (IsReadable(before.Rows[i].Tile))
                {
                    anchor.Should().Be(before.Rows[i]);
                    positive.Should().Be(IsReadable(before.Rows[16 + i].Tile) ? before.Rows[16 + i] : anchor with { View = 1, Fallback = true });
                }

                for (int j = 0; j < i; j++)
                {
                    (after.Distance(i, j) ?? 2).Should().BeGreaterThanOrEqualTo(2);
                }
            }
        }

        BatchContext whole = planner.Plan(0);
        planner.Repair(whole, _ => true).Should().BeSameAs(whole);
        Action nothing = () => planner.Repair(whole, _ => false);
        nothing.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.NoReplacement);
    }

    [Fact]
    public void Statistics_CountWhatWasUsed()
    {
        // Four tiles in a row, a pair at distance 3, a lonely tile.
        TileSet tiles = SyntheticTiles.Slides((4, 1, (_, _) => true), (4, 1, (x, _) => x is 0 or 3), (1, 1, (_, _) => true));
        var planner = new BatchPlanner(tiles, new SpatialPairSampler(tiles, new SpatialPairOptions { Border = BorderPolicy.Widen }), 7, 3);
        var statistics = new PairStatistics(planner);
        for (long step = 0; step < 10; step++)
        {
            statistics.Add(planner.Plan(step));
        }

        PairReport report = statistics.Snapshot();
        report.Pairs.Should().Be(70);
        report.Relations[PairRelation.Self].Should().Be(10);
        report.Share(PairRelation.Spatial).Should().BeApproximately(6.0 / 7, 1e-12);
        (report.Distances[0], report.Distances[1], report.Distances[3], report.Beyond).Should().Be((10, 40, 20, 0));
        report.MeanDistance.Should().BeApproximately(100.0 / 70, 1e-12);
        (report.FallbacksToSelf, report.FallbacksWidened, report.WithoutCandidates).Should().Be((10, 20, 30));
        report.MeanCandidates.Should().BeApproximately(6.0 / 7, 1e-12);
        statistics.Reset();
        statistics.Snapshot().Pairs.Should().Be(0);
    }
}
