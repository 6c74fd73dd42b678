using Histo.Ssl.Features;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Graphs;
using Histo.Ssl.Storage;
using Histo.Ssl.Storage.Pytorch;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>A real slide's features and a published checkpoint.</summary>
public class RealBagTests
{
    private const string Features = "wsi-features/TCGA-AD-6964-01Z-00-DX1.features.h5";

    [DataFact("dsmil-checkpoints")]
    public void PublishedDsmil_LoadsByNameAndRunsOnARealBag()
    {
        using var model = new Dsmil(512, 1);
        using (var file = new PytorchReader(TestData.DataPath("dsmil-checkpoints", "c16_aggregator.pth")))
        using (no_grad())
        {
            Dictionary<string, Tensor> parameters = model.state_dict();
            file.Entries.Keys.Should().BeEquivalentTo(parameters.Keys);
            foreach ((string name, PytorchTensor stored) in file.Entries)
            {
                stored.Type.Should().Be(ElementType.F32);
                using Tensor value = tensor(file.ReadArray<float>(name), [.. stored.Shape]);
                parameters[name].copy_(value);
            }
        }

        model.eval();
        using Bag bag = Load();
        using MilOutput output = model.Forward(new MilInput(bag));
        float.IsFinite(output.Logits.item<float>()).Should().BeTrue();
        output.Attention!.shape.Should().Equal(1, 777);
    }

    [DataFact("wsi-features")]
    public void RealBag_RunsThroughEveryAggregator()
    {
        using Bag bag = Load();
        foreach (string name in AggregatorFactory.Names)
        {
            using IMilAggregator model = AggregatorFactory.Create(new AggregatorOptions { Name = name }, 512, 2, 1);
            model.Module.eval();
            using var noGrad = no_grad();
            using MilOutput output = model.Forward(new MilInput(bag, Draw: new BagDraw(1)));
            output.Logits.isfinite().all().item<bool>().Should().BeTrue(name);
        }
    }

    [DataFact("wsi-features")]
    public void RealBag_RadiusGraph_FindsTheNeighboursOfTheLattice()
    {
        using Bag bag = Load();
        bag.Positions!.Step.Should().Be(512);
        NeighbourTable table = new RadiusRule(1).Of(bag);
        table.Width.Should().Be(9);
        Enumerable.Range(0, table.Nodes).Count(node => table[node, 8] >= 0).Should().BePositive("some tiles have all eight around them");
    }

    private static Bag Load()
    {
        using IFeatureStore store = FeatureStores.Open(TestData.DataPath(Features.Split('/')));
        return BagLoader.Load(store);
    }
}
