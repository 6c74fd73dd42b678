using CsCheck;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Graphs;
using Histo.Ssl.Mil.Tests.Aggregators;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Graphs;

public class NeighbourGraphTests
{
    private static readonly Gen<TilePositions> Positions =
        from count in Gen.Int[1, 60]
        from x in Gen.Double[0, 2000].Array[count]
        from y in Gen.Double[-500, 900].Array[count]
        select new TilePositions(x, y, 150, 150);

    [Fact]
    public void Radius_AnyPositions_EqualsComparingAllPairs() => Positions.Sample(positions =>
    {
        using NeighbourTable table = RadiusGraph.Build(positions, 2.84);
        for (int i = 0; i < positions.Count; i++)
        {
            int[] wanted = [.. Enumerable.Range(0, positions.Count).Where(j => j != i && Squared(positions, i, j) <= 2.84 * 150 * (2.84 * 150))];
            Slots(table, i).Should().Equal(wanted);
        }
    }, iter: 200);

    [Fact]
    public void Nearest_AnyPositions_EqualsSortingAllDistances() => Positions.Sample(positions =>
    {
        using NeighbourTable table = NearestGraph.ByPositions(positions, 5);
        for (int i = 0; i < positions.Count; i++)
        {
            int[] wanted = [.. Enumerable.Range(0, positions.Count).Where(j => j != i).OrderBy(j => Squared(positions, i, j)).ThenBy(j => j).Take(5).Order()];
            Slots(table, i).Should().Equal(wanted);
        }
    }, iter: 200);

    [Fact]
    public void NearestInFeatures_EqualsSortingAllDistances()
    {
        using Bag bag = AggregatorContractTests.Make(50, positions: false);
        using NeighbourTable table = NearestGraph.ByFeatures(bag.Features, 8);
        using Tensor distances = cdist(bag.Features, bag.Features);
        float[] all = distances.data<float>().ToArray();
        for (int i = 0; i < 50; i++)
        {
            Slots(table, i).Should().Equal(Enumerable.Range(0, 50).Where(j => j != i).OrderBy(j => all[(i * 50) + j]).Take(8).Order());
        }
    }

    [Fact]
    public void Lattice_Window2_Has24Neighbours()
    {
        using Bag bag = AggregatorContractTests.Make(81, positions: true);
        NeighbourTable table = new RadiusRule(2).Of(bag);
        (table.Width, Slots(table, 40).Length, Slots(table, 0).Length, table.IsSymmetric).Should().Be((25, 24, 8, true));
    }

    [Fact]
    public void GraphOfABag_WithoutPositions_SaysSo()
    {
        using var model = new Srmil(16, 2);
        using Bag without = AggregatorContractTests.Make(20, positions: false), with = AggregatorContractTests.Make(20, positions: true);
        using MilOutput first = model.Forward(new MilInput(without)), second = model.Forward(new MilInput(with));
        (first.Graph, second.Graph).Should().Be((GraphSource.NearestFeatures, GraphSource.Radius));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Attention_WithMaskAndSuperNode_EqualsTheEdgeList(bool symmetric)
    {
        using DisposeScope scope = NewDisposeScope();
        using Bag bag = AggregatorContractTests.Make(30, positions: true);
        NeighbourTable table = symmetric ? new RadiusRule(1).Of(bag) : new NearestRule(3).Of(bag);
        using var attention = new NeighbourAttention();
        manual_seed(3);
        Tensor[] inputs = [.. new long[][] { [30, 2], [30, 2], [30, 2, 4], [1, 2], [1, 2, 4] }.Select(shape => randn(shape, dtype: ScalarType.Float64).requires_grad_())];
        Tensor[] copies = [.. inputs.Select(input => input.detach().clone().requires_grad_())];
        Tensor mask = rand(table.Width + 1, 30, 2, dtype: ScalarType.Float64), upstream = randn(30, 2, 4, dtype: ScalarType.Float64);
        Tensor fast = attention.Apply(table, inputs[0], inputs[1], inputs[2], (inputs[3], inputs[4]), mask), slow = Naive(table, copies, mask);
        (fast - slow).abs().max().item<double>().Should().BeLessThan(1e-13);
        (fast * upstream).sum().backward();
        (slow * upstream).sum().backward();
        foreach ((Tensor a, Tensor b) in inputs.Zip(copies))
        {
            (a.grad! - b.grad!).abs().max().item<double>().Should().BeLessThan(1e-12);
        }
    }

    private static Tensor Naive(NeighbourTable table, Tensor[] inputs, Tensor mask)
    {
        var rows = new List<Tensor>();
        for (int node = 0; node < table.Nodes; node++)
        {
            int[] slots = [.. Enumerable.Range(0, table.Width).Where(slot => table[node, slot] >= 0)];
            Tensor heard = tensor(slots.Select(slot => (long)table[node, slot]).ToArray());
            Tensor scores = cat([inputs[0].index_select(0, heard), inputs[3]]) + inputs[1][node], weights = nn.functional.leaky_relu(scores, 0.2).softmax(0);
            Tensor factors = mask.index_select(0, tensor(slots.Append(table.Width).Select(slot => (long)slot).ToArray())).select(1, node);
            rows.Add(((weights * factors).unsqueeze(2) * cat([inputs[2].index_select(0, heard), inputs[4]])).sum(dim: 0));
        }

        return stack(rows);
    }

    // Not its root, whose rounding makes ties.
    private static double Squared(TilePositions positions, int i, int j)
    {
        double x = positions.X[i] - positions.X[j], y = positions.Y[i] - positions.Y[j];
        return (x * x) + (y * y);
    }

    private static int[] Slots(NeighbourTable table, int node) => [.. Enumerable.Range(1, table.Width - 1).Select(slot => table[node, slot]).Where(other => other >= 0)];
}
