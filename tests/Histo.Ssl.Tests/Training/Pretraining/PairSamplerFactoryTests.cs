using Histo.Ssl.Pairs;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training.Pretraining;

public class PairSamplerFactoryTests
{
    private readonly TileSet _tiles = SyntheticTiles.Labelled(["tumour", "tumour"], (7, 7, (_, _) => true), (7, 7, (_, _) => true));

    [Fact]
    public void Create_KnowsEveryName()
    {
        PairSamplerFactory.Names.Should().BeEquivalentTo("augmentation", "spatial", "random-tile", "intra", "inter", "sslp", "weak-label");
        PairSamplerFactory.Names.Where(PairSamplerFactory.NeedsFeatureNeighbours).Should().BeEquivalentTo("inter", "sslp");
        foreach (string name in PairSamplerFactory.Names)
        {
            IPositivePairSampler sampler = PairSamplerFactory.Create(new PairOptions { Sampler = name }, _tiles, new FeatureNeighbours(_tiles.Count, 2), 10);
            var positives = new PositivePair[1];
            sampler.Sample(new PairDraw(1, 0), 0, [24], positives);
            sampler.Description.Should().NotBeEmpty();
        }
    }

    [Fact]
    public void Create_Intra_HasTheNeighbourhoodOfSslp()
    {
        IPositivePairSampler sampler = PairSamplerFactory.Create(new PairOptions { Sampler = "intra" }, _tiles);
        (sampler.CandidateCount(24), sampler.ExclusionRadius, sampler.Description).Should().Be((24, 2, "spatial d=2 p=1 EuclideanStrict"));
    }

    [Fact]
    public void Create_WithoutNeighbours_SaysWhatIsMissing() =>
        FluentActions.Invoking(() => PairSamplerFactory.Create(new PairOptions { Sampler = "inter" }, _tiles)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.NeighboursMissing);

    [Fact]
    public void Create_Guards_ApplyToNewSamplersToo() =>
        PairSamplerFactory.Create(new PairOptions { Sampler = "weak-label", MinimumAnchorDistance = 2 }, _tiles).Guard.Should().NotBeNull();
}
