using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Pairs;

public class CombinatorTests
{
    private static readonly TileSet Tiles = SyntheticTiles.Squares(2, 20);

    public static TheoryData<string> Names() => [.. All(Tiles).Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_IsPure(string name)
    {
        IPositivePairSampler sampler = All(Tiles)[name];
        int[] anchors = [.. Enumerable.Range(0, Tiles.Count).Select(i => i * 7 % Tiles.Count)];
        PositivePair[] whole = new PositivePair[anchors.Length], again = new PositivePair[anchors.Length], split = new PositivePair[anchors.Length];
        var draw = new PairDraw(5, 17);
        sampler.Sample(draw, 0, anchors, whole);
        sampler.Sample(draw, 0, anchors, again);
        again.Should().Equal(whole);
        sampler.Sample(draw, 0, anchors.AsSpan(0, 133), split.AsSpan(0, 133));
        sampler.Sample(draw, 133, anchors.AsSpan(133), split.AsSpan(133));
        split.Should().Equal(whole);
        if (name != "augmentation")
        {
            sampler.Sample(draw with { Step = 18 }, 0, anchors, again);
            again.Should().NotEqual(whole);
            sampler.Sample(draw with { Seed = 6 }, 0, anchors, again);
            again.Should().NotEqual(whole);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_SpansOfDifferentLength_AreRefused(string name)
    {
        Action sample = () => All(Tiles)[name].Sample(default, 0, [1, 2], new PositivePair[1]);
        sample.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_AllocatesNothing(string name)
    {
        IPositivePairSampler sampler = All(Tiles)[name];
        int[] anchors = [.. Enumerable.Range(0, Tiles.Count)];
        var positives = new PositivePair[anchors.Length];
        sampler.Sample(default, 0, anchors, positives);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long step = 0; step < 20; step++)
        {
            sampler.Sample(new PairDraw(1, step), 0, anchors, positives);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(20 * anchors.Length / 10);
    }

    [Fact]
    public void RandomTile_IsUniformOverTheOtherTilesOfTheSlide()
    {
        TileSet tiles = SyntheticTiles.Slides((3, 1, (_, _) => true), (5, 2, (_, _) => true), (1, 1, (_, _) => true));
        var sampler = new RandomTilePairSampler(tiles);
        var positives = new PositivePair[20_000];
        sampler.Sample(new PairDraw(2, 0), 0, Enumerable.Repeat(6, positives.Length).ToArray(), positives);
        ChiSquare.ShouldFit(positives.CountBy(pair => pair.Tile).ToDictionary(), Enumerable.Range(3, 10).Where(tile => tile != 6).ToDictionary(tile => tile, _ => 1.0));
        sampler.Sample(default, 0, [13], positives.AsSpan(0, 1));
        positives[0].Should().Be(new PositivePair(13, PairRelation.Self, Fallback: true));
        sampler.CandidateCount(4).Should().Be(9);
    }

    [Fact]
    public void Mixture_SharesFollowTheWeights_AlsoNested()
    {
        var inner = new MixturePairSampler(new MixtureMember(1, new SpatialPairSampler(Tiles)), new MixtureMember(3, new RandomTilePairSampler(Tiles)));
        var mixture = new MixturePairSampler(new MixtureMember(2, new AugmentationPairSampler()), new MixtureMember(2, inner));
        var counts = new Dictionary<int, int>();
        var positives = new PositivePair[Tiles.Count];
        int[] anchors = [.. Enumerable.Range(0, Tiles.Count)];
        for (long step = 0; step < 50; step++)
        {
            mixture.Sample(new PairDraw(4, step), 0, anchors, positives);
            foreach (PositivePair pair in positives)
            {
                counts[(int)pair.Relation] = counts.GetValueOrDefault((int)pair.Relation) + 1;
            }
        }

        ChiSquare.ShouldFit(counts, new Dictionary<int, double> { [(int)PairRelation.Self] = 4, [(int)PairRelation.Spatial] = 1, [(int)PairRelation.SameSlide] = 3 });
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Mixture_BadWeight_IsRefused(double weight)
    {
        Action create = () => _ = new MixturePairSampler(new MixtureMember(weight, new AugmentationPairSampler()));
        create.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    [Fact]
    public void Fallback_AsksTheNextOnlyWhereTheFormerFellBack()
    {
        TileSet tiles = SyntheticTiles.Slides((9, 1, (x, _) => x is 0 or 1 or 5 or 8), (1, 1, (_, _) => true));
        var first = new SpatialPairSampler(tiles);
        var chain = new FallbackPairSampler(first, new RandomTilePairSampler(tiles));
        int[] anchors = [0, 1, 2, 3, 4];
        PositivePair[] alone = new PositivePair[5], chained = new PositivePair[5];
        first.Sample(new PairDraw(1, 1), 0, anchors, alone);
        chain.Sample(new PairDraw(1, 1), 0, anchors, chained);
        chained[..2].Should().Equal(alone[..2]);
        chained[2..4].Should().OnlyContain(pair => pair.Relation == PairRelation.SameSlide && !pair.Fallback);
        chained[4].Should().Be(new PositivePair(4, PairRelation.Self, Fallback: true));
    }

    [Fact]
    public void CanAnchor_MixtureNeedsAll_FallbackAny()
    {
        TileSet tiles = SyntheticTiles.Drawing("##..#");
        var drop = new SpatialPairSampler(tiles, new SpatialPairOptions { Border = BorderPolicy.Drop });
        new MixturePairSampler(new MixtureMember(1, drop), new MixtureMember(1, new AugmentationPairSampler())).CanAnchor(2).Should().BeFalse();
        new FallbackPairSampler(drop, new AugmentationPairSampler()).CanAnchor(2).Should().BeTrue();
    }

    [Fact]
    public void Guards_OfMembers_Combine()
    {
        var limit = new GuardedPairSampler(new SpatialPairSampler(Tiles), new PerSlideLimitGuard(Tiles, 2));
        var both = new GuardedPairSampler(limit, new MinimumDistanceGuard(Tiles, 4, exclusionRadius: 2));
        both.Guard!.ExclusionRadius.Should().Be(2);
        IAnchorBatch batch = both.Guard.Begin(8);
        batch.Add(0);
        batch.Allows(3).Should().BeFalse("three strides are closer than four");
        batch.Allows(4).Should().BeTrue();
        batch.Add(4);
        batch.Allows(19).Should().BeFalse("two anchors of the slide are the limit");
        batch.Allows(400).Should().BeTrue("the other slide is free");
        new MixturePairSampler(new MixtureMember(1, limit), new MixtureMember(1, both)).Guard!.ExclusionRadius.Should().Be(2);
    }

    private static Dictionary<string, IPositivePairSampler> All(TileSet tiles)
    {
        var spatial = new SpatialPairSampler(tiles, new SpatialPairOptions { ContextProbability = 0.7, MaxDistance = 5 });
        var widen = new SpatialPairSampler(tiles, new SpatialPairOptions { Neighbourhood = Neighbourhood.Ring, MaxDistance = 12, Border = BorderPolicy.Widen, MaxWidening = 20, Weighting = DistanceWeighting.InverseDistance });
        var mixture = new MixturePairSampler(new MixtureMember(1, spatial), new MixtureMember(2, new RandomTilePairSampler(tiles)));
        return new()
        {
            ["augmentation"] = new AugmentationPairSampler(),
            ["spatial"] = spatial,
            ["widen"] = widen,
            ["random tile"] = new RandomTilePairSampler(tiles),
            ["mixture"] = mixture,
            ["fallback"] = new FallbackPairSampler(widen, mixture),
            ["guarded"] = new GuardedPairSampler(spatial, new MinimumDistanceGuard(tiles, 2)),
        };
    }
}
