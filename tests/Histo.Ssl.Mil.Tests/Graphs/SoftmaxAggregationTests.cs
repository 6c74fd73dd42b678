using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Graphs;
using Histo.Ssl.Mil.Tests.Aggregators;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Graphs;

public class SoftmaxAggregationTests
{
    [Fact]
    public void Apply_EqualsTheNaiveLoop_WithItsGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using Bag bag = AggregatorContractTests.Make(23, positions: true, width: 3);
        NeighbourTable table = new HeardByNearestRule(4).Of(bag);
        using var aggregation = new SoftmaxAggregation();
        Tensor x = bag.Features.to(ScalarType.Float64).detach().requires_grad_(), y = x.detach().clone().requires_grad_();
        Tensor t = tensor(new[] { 1.3 }).requires_grad_(), s = tensor(new[] { 1.3 }).requires_grad_();
        Tensor upstream = arange(23 * 3, dtype: ScalarType.Float64).reshape(23, 3).sin();
        Tensor fast = aggregation.Apply(table, x, t), slow = Naive(table, y, s);
        (fast * upstream).sum().backward();
        (slow * upstream).sum().backward();
        foreach ((Tensor a, Tensor b) in new[] { (fast, slow), (x.grad!, y.grad!), (t.grad!, s.grad!) })
        {
            (a - b).abs().max().item<double>().Should().BeLessThan(1e-12);
        }
    }

    private static Tensor Naive(NeighbourTable table, Tensor messages, Tensor temperature)
    {
        var rows = new List<Tensor>();
        for (int node = 0; node < table.Nodes; node++)
        {
            long[] heard = [.. Enumerable.Range(1, table.Width - 1).Select(slot => (long)table[node, slot]).Where(other => other >= 0)];
            Tensor rowsHeard = messages.index_select(0, tensor(heard, ScalarType.Int64));
            rows.Add(heard.Length == 0 ? zeros_like(messages[0]) : ((rowsHeard * temperature).softmax(0) * rowsHeard).sum(dim: 0));
        }

        return stack(rows);
    }
}
