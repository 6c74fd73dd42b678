using CsCheck;
using Histo.Ssl.Pairs;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Pairs;

public class SpatialPairSamplerTests
{
    public static TheoryData<Neighbourhood, int, int, DistanceWeighting> Kinds()
    {
        var data = new TheoryData<Neighbourhood, int, int, DistanceWeighting>();
        foreach (Neighbourhood kind in Enum.GetValues<Neighbourhood>())
        {
            foreach (DistanceWeighting weighting in Enum.GetValues<DistanceWeighting>())
            {
                foreach ((int minimum, int maximum) in new[] { (1, 1), (1, 2), (2, 3), (1, 5), (3, 6) })
                {
                    data.Add(kind, minimum, maximum, weighting);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sample_FitsTheWeights_InsideAtEdgesAtCornersAndAmongHoles(Neighbourhood kind, int minimum, int maximum, DistanceWeighting weighting)
    {
        var random = new CounterRandom(5, 0, 0, RandomSlot.Custom);
        bool[] holes = [.. Enumerable.Range(0, 400).Select(_ => random.Chance(0.35))];
        TileSet tiles = SyntheticTiles.Slides((20, 20, (_, _) => true), (20, 20, (x, y) => !holes[(y * 20) + x]));
        var options = new SpatialPairOptions { Neighbourhood = kind, MinDistance = minimum, MaxDistance = maximum, Weighting = weighting, Scale = 2 };
        var sampler = new SpatialPairSampler(tiles, options);
        int[] anchors = [tiles.Find(0, 10, 10), tiles.Find(0, 0, 7), tiles.Find(0, 19, 19), 400, 500, tiles.Count - 1];
        foreach (int anchor in anchors)
        {
            Dictionary<int, double> expected = SyntheticTiles.Neighbours(tiles, anchor, options);
            sampler.CandidateCount(anchor).Should().Be(expected.Count);
            ChiSquare.ShouldFit(Draw(sampler, anchor, 20_000, PairRelation.Spatial), expected);
        }
    }

    [Theory]
    [InlineData(DistanceWeighting.Uniform)]
    [InlineData(DistanceWeighting.InverseDistance)]
    [InlineData(DistanceWeighting.Exponential)]
    public void Sample_FewFarNeighbours_StillFitsTheWeights(DistanceWeighting weighting)
    {
        // So sparse that the first tries fail and the whole neighbourhood is counted; distances cross the word boundary of a row.
        TileSet tiles = SyntheticTiles.Slides((140, 140, (x, y) => (x, y) is (70, 70) or (1, 70) or (139, 69) or (70, 3) or (60, 139) or (0, 0)));
        var options = new SpatialPairOptions { MaxDistance = 69, Weighting = weighting, Scale = 20 };
        int anchor = tiles.Find(0, 70, 70);
        Dictionary<int, double> expected = SyntheticTiles.Neighbours(tiles, anchor, options);
        expected.Should().HaveCount(4);
        var sampler = new SpatialPairSampler(tiles, options);
        sampler.CandidateCount(anchor).Should().Be(4);
        ChiSquare.ShouldFit(Draw(sampler, anchor, 5_000, PairRelation.Spatial), expected);
    }

    [Fact]
    public void Sample_ExponentialWithTinyScale_FindsAFarNeighbour()
    {
        TileSet tiles = SyntheticTiles.Slides((120, 1, (x, _) => x is 0 or 100));
        var sampler = new SpatialPairSampler(tiles, new SpatialPairOptions { MaxDistance = 100, Weighting = DistanceWeighting.Exponential, Scale = 0.05 });
        Draw(sampler, 0, 50, PairRelation.Spatial).Should().Equal(new Dictionary<int, int> { [1] = 50 });
    }

    [Fact]
    public void Sample_AgreesWithAListOfNeighbours()
    {
        Gen<(int Columns, int Rows, int Density, int Distance, int Minimum, int Kind, int Seed)> cases =
            Gen.Select(Gen.Int[1, 80], Gen.Int[1, 30], Gen.Int[1, 100], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[0, 3], Gen.Int[0, 1000]);
        cases.Sample(
            c =>
            {
                var random = new CounterRandom((ulong)c.Seed, 0, 0, RandomSlot.Custom);
                bool[] present = new bool[c.Columns * c.Rows];
                for (int i = 0; i < present.Length; i++)
                {
                    present[i] = random.Next(100) < c.Density;
                }

                present[random.Next(present.Length)] = true;
                TileSet tiles = SyntheticTiles.Slides((c.Columns, c.Rows, (x, y) => present[(y * c.Columns) + x]), (5, 5, (_, _) => true));
                var options = new SpatialPairOptions { MaxDistance = c.Distance, MinDistance = Math.Min(c.Minimum, c.Distance), Neighbourhood = (Neighbourhood)c.Kind };
                var sampler = new SpatialPairSampler(tiles, options);
                int anchor = random.Next(tiles.TilesOf(0).Count);
                Dictionary<int, double> neighbours = SyntheticTiles.Neighbours(tiles, anchor, options);
                if (sampler.CandidateCount(anchor) != neighbours.Count)
                {
                    return false;
                }

                int draws = 60 + (40 * neighbours.Count);
                Dictionary<int, int> drawn = Draw(sampler, anchor, draws, relation: null);
                return neighbours.Count == 0 ? drawn.Keys.SequenceEqual([anchor]) : drawn.Keys.Order().SequenceEqual(neighbours.Keys.Order());
            },
            seed: "0N0XIzNsQ0O2",
            iter: 60,
            threads: 1);
    }

    [Theory]
    [InlineData(1, 8, 3, 5)]
    [InlineData(2, 24, 8, 14)]
    public void EuclideanStrict_HasTheNeighbourhoodOfSslp(int distance, int inside, int corner, int edge)
    {
        TileSet tiles = SyntheticTiles.Squares(2, 20);
        var sampler = new SpatialPairSampler(tiles, new SpatialPairOptions { Neighbourhood = Neighbourhood.EuclideanStrict, MaxDistance = distance });
        sampler.CandidateCount(tiles.Find(1, 10, 10)).Should().Be(inside);
        sampler.CandidateCount(tiles.Find(1, 0, 0)).Should().Be(corner);
        sampler.CandidateCount(tiles.Find(1, 10, 0)).Should().Be(edge);
    }

    [Theory]
    [InlineData(Neighbourhood.Chebyshev, 5, 120)]
    [InlineData(Neighbourhood.Ring, 4, 32)]
    [InlineData(Neighbourhood.FourConnected, 1, 4)]
    [InlineData(Neighbourhood.FourConnected, 2, 12)]
    public void CandidateCount_Inside_IsTheSizeOfTheNeighbourhood(Neighbourhood kind, int distance, int count) =>
        new SpatialPairSampler(SyntheticTiles.Squares(1, 21), new SpatialPairOptions { Neighbourhood = kind, MaxDistance = distance }).CandidateCount((10 * 21) + 10).Should().Be(count);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Sample_NeverLeavesTheSlideOrTheDistance(int distance)
    {
        TileSet tiles = SyntheticTiles.Slides((7, 9, (_, _) => true), (9, 4, (_, _) => true), (1, 1, (_, _) => true), (30, 30, (x, y) => (x + y) % 3 == 0));
        var sampler = new SpatialPairSampler(tiles, new SpatialPairOptions { MaxDistance = distance });
        int[] anchors = [.. Enumerable.Range(0, tiles.Count)];
        var positives = new PositivePair[tiles.Count];
        for (long step = 0; step < 50; step++)
        {
            sampler.Sample(new PairDraw(1, step), 0, anchors, positives);
            for (int i = 0; i < anchors.Length; i++)
            {
                tiles[anchors[i]].DistanceTo(tiles[positives[i].Tile]).Should().NotBeNull().And.BeLessThanOrEqualTo(distance);
                (positives[i].Relation == PairRelation.Self).Should().Be(positives[i].Tile == anchors[i]);
            }
        }
    }

    [Fact]
    public void Sample_ProbabilityZero_EqualsTheAugmentationSampler()
    {
        TileSet tiles = SyntheticTiles.Squares(3, 6);
        foreach (BorderPolicy border in Enum.GetValues<BorderPolicy>())
        {
            var none = new BatchPlanner(tiles, new SpatialPairSampler(tiles, new SpatialPairOptions { ContextProbability = 0, Border = border }), 16, 9);
            var plain = new BatchPlanner(tiles, new AugmentationPairSampler(), 16, 9);
            for (long step = 0; step < 30; step++)
            {
                none.Plan(step).Rows.ToArray().Should().Equal(plain.Plan(step).Rows.ToArray());
            }
        }
    }

    [Fact]
    public void Sample_ContextProbability_IsTheShareOfNeighboursAndKeepsThem()
    {
        TileSet tiles = SyntheticTiles.Squares(1, 40);
        int[] anchors = [.. Enumerable.Range(0, tiles.Count)];
        PositivePair[] all = new PositivePair[anchors.Length], some = new PositivePair[anchors.Length];
        int spatial = 0;
        for (long step = 0; step < 20; step++)
        {
            new SpatialPairSampler(tiles).Sample(new PairDraw(3, step), 0, anchors, all);
            new SpatialPairSampler(tiles, new SpatialPairOptions { ContextProbability = 0.3 }).Sample(new PairDraw(3, step), 0, anchors, some);
            for (int i = 0; i < anchors.Length; i++)
            {
                some[i].Should().Be(some[i].Relation == PairRelation.Spatial ? all[i] : new PositivePair(anchors[i], PairRelation.Self));
                spatial += some[i].Relation == PairRelation.Spatial ? 1 : 0;
            }
        }

        // 32,000 draws: the standard deviation of the share is 0.0026.
        (spatial / 32_000.0).Should().BeApproximately(0.3, 0.011);
    }

    [Fact]
    public void Border_Self_IsMarkedAsFallback()
    {
        TileSet tiles = SyntheticTiles.Drawing("#...#", ".....");
        Draw(new SpatialPairSampler(tiles), 0, 20, PairRelation.Self, fallback: true).Should().Equal(new Dictionary<int, int> { [0] = 20 });
    }

    [Fact]
    public void Border_Widen_TakesTheNearestAndOnlyUpToTheLimit()
    {
        TileSet tiles = SyntheticTiles.Drawing("#..#......#", "..........#", "...........");
        var widen = new SpatialPairOptions { Border = BorderPolicy.Widen, MaxWidening = 3 };
        Draw(new SpatialPairSampler(tiles, widen), 0, 20, PairRelation.Spatial, fallback: true).Should().Equal(new Dictionary<int, int> { [1] = 20 });
        widen.MaxWidening = 2;
        Draw(new SpatialPairSampler(tiles, widen), 0, 20, PairRelation.Self, fallback: true).Should().Equal(new Dictionary<int, int> { [0] = 20 });
        widen.MaxWidening = 8;
        TileSet far = SyntheticTiles.Drawing("#.....#", ".......", ".......", ".......", ".......", ".......", "#.....#");
        ChiSquare.ShouldFit(
            Draw(new SpatialPairSampler(far, widen), 0, 3000, PairRelation.Spatial, fallback: true), new Dictionary<int, double> { [1] = 1, [2] = 1, [3] = 1 });
    }

    [Fact]
    public void Border_Drop_RefusesLonelyAnchorsOnly()
    {
        TileSet tiles = SyntheticTiles.Drawing("##..#", ".....");
        var sampler = new SpatialPairSampler(tiles, new SpatialPairOptions { Border = BorderPolicy.Drop });
        Enumerable.Range(0, 3).Select(sampler.CanAnchor).Should().Equal(true, true, false);
        Enumerable.Range(0, 3).Should().OnlyContain(tile => new SpatialPairSampler(tiles).CanAnchor(tile));
    }

    [Theory]
    [InlineData(0, 1, 1.0)]
    [InlineData(101, 1, 1.0)]
    [InlineData(2, 3, 1.0)]
    [InlineData(1, 1, 1.5)]
    [InlineData(1, 1, double.NaN)]
    public void Options_OutsideTheirRange_AreRefused(int maximum, int minimum, double probability)
    {
        Action create = () => _ = new SpatialPairSampler(SyntheticTiles.Squares(1, 3), new SpatialPairOptions { MaxDistance = maximum, MinDistance = minimum, ContextProbability = probability });
        create.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    [Fact]
    public void Description_IsCultureInvariant()
    {
        using var german = TestKit.Culture.German();
        new SpatialPairSampler(SyntheticTiles.Squares(1, 3), new SpatialPairOptions { ContextProbability = 0.5, Weighting = DistanceWeighting.Exponential, Scale = 1.5, Border = BorderPolicy.Widen })
            .Description.Should().Be("spatial d=1 p=0.5 exp(-D/1.5) widen<=4");
    }

    private static Dictionary<int, int> Draw(SpatialPairSampler sampler, int anchor, int draws, PairRelation? relation, bool fallback = false)
    {
        int[] anchors = [.. Enumerable.Repeat(anchor, draws)];
        var positives = new PositivePair[draws];
        sampler.Sample(new PairDraw(11, 3), 0, anchors, positives);
        if (relation is not null)
        {
            positives.Should().OnlyContain(pair => pair.Relation == relation && pair.Fallback == fallback);
        }

        return positives.CountBy(pair => pair.Tile).ToDictionary();
    }
}
