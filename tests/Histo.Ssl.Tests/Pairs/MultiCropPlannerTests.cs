using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Pairs;

public class MultiCropPlannerTests
{
    private const int Pairs = 12;

    private static readonly TileSet Tiles = SyntheticTiles.Squares(3, 9);

    public static TheoryData<int, LocalCropPolicy, string> Layouts() => new()
    {
        { 0, LocalCropPolicy.Both, "ap" },
        { 3, LocalCropPolicy.AnchorOnly, "apaaa" },
        { 1, LocalCropPolicy.Split, "apa" },
        { 3, LocalCropPolicy.Split, "apaap" },
        { 4, LocalCropPolicy.Split, "apaapp" },
        { 2, LocalCropPolicy.Both, "apaapp" },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Plan_LocalRows_RepeatTheirTile(int crops, LocalCropPolicy policy, string shown)
    {
        BatchPlanner planner = Planner(new ViewLayout(crops, policy)), plain = Planner(ViewLayout.Pair);
        for (long step = 0; step < 30; step++)
        {
            BatchContext context = planner.Plan(step, out AnchorState after), pair = plain.Plan(step, out AnchorState plainAfter);
            (context.Pairs, context.Views, context.ExclusionRadius).Should().Be((Pairs, shown.Length, 2));
            context.Rows[..(2 * Pairs)].ToArray().Should().Equal(pair.Rows.ToArray(), "local crops change neither anchors nor positives");
            (after.Step, after.Position).Should().Be((plainAfter.Step, plainAfter.Position));
            after.Pending.Should().Equal(plainAfter.Pending);
            for (int view = 0; view < shown.Length; view++)
            {
                context.View(view).ToArray().Should().Equal(context.View(shown[view] == 'p' ? 1 : 0).ToArray().Select(row => row with { View = (byte)view }));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Repair_ReplacesATileInAllItsViews(int crops, LocalCropPolicy policy, string shown)
    {
        BatchPlanner planner = Planner(new ViewLayout(crops, policy)), plain = Planner(ViewLayout.Pair);
        static bool IsReadable(int tile) => tile % 5 != 0;
        int repaired = 0;
        for (long step = 0; step < 40; step++)
        {
            BatchContext before = planner.Plan(step), after = planner.Repair(before, IsReadable);
            repaired += ReferenceEquals(before, after) ? 0 : 1;
            after.Views.Should().Be(shown.Length);
            after.Rows.ToArray().Where(row => !IsReadable(row.Tile)).Should().BeEmpty();
            after.Rows[..(2 * Pairs)].ToArray().Should().Equal(plain.Repair(plain.Plan(step), IsReadable).Rows.ToArray());
            for (int view = 2; view < shown.Length; view++)
            {
                after.View(view).ToArray().Should().Equal(after.View(shown[view] == 'p' ? 1 : 0).ToArray().Select(row => row with { View = (byte)view }));
            }
        }

        repaired.Should().BeGreaterThan(20);
    }

    [Fact]
    public void Repair_BatchOfAnotherLayout_Throws()
    {
        BatchContext pair = Planner(ViewLayout.Pair).Plan(0);
        FluentActions.Invoking(() => Planner(new ViewLayout(2)).Repair(pair, _ => true)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Fact]
    public void Statistics_CountTheTwoGlobalViews()
    {
        BatchPlanner planner = Planner(new ViewLayout(4, LocalCropPolicy.Split)), plain = Planner(ViewLayout.Pair);
        PairStatistics counted = new(planner), expected = new(plain);
        for (long step = 0; step < 20; step++)
        {
            counted.Add(planner.Plan(step));
            expected.Add(plain.Plan(step));
        }

        counted.Snapshot().Should().BeEquivalentTo(expected.Snapshot());
    }

    [Theory]
    [InlineData(-1, LocalCropPolicy.AnchorOnly)]
    [InlineData(255, LocalCropPolicy.AnchorOnly)]
    [InlineData(128, LocalCropPolicy.Both)]
    [InlineData(int.MaxValue, LocalCropPolicy.Both)]
    public void Layout_ImpossibleNumberOfCrops_IsRefused(int crops, LocalCropPolicy policy) =>
        FluentActions.Invoking(() => Planner(new ViewLayout(crops, policy))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    [Fact]
    public void Layout_LargestNumberOfViews_Plans() => Planner(new ViewLayout(254)).Plan(0).Rows[^1].View.Should().Be(255);

    private static BatchPlanner Planner(ViewLayout layout) =>
        new(Tiles, new GuardedPairSampler(new SpatialPairSampler(Tiles), new MinimumDistanceGuard(Tiles, 2, 2)), Pairs, 3) { Layout = layout };
}
