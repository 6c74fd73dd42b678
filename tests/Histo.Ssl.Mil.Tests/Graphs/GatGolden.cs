using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Graphs;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Graphs;

public sealed class GatGolden : IGoldenCheck
{
    public string Stem => "gat_identity_residual";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        (int inputs, int heads, int width) = (golden.Integer("D"), golden.Integer("heads"), golden.Integer("head_dim"));
        using var stack = new GatStack([new GatLayerSpec(inputs, heads, width) { Residual = GatResidual.Linear }, new GatLayerSpec(heads * width, heads, width) { Residual = GatResidual.Identity }]);
        golden.Load(stack);
        using NeighbourTable table = RadiusGraph.Build(RadiusGraphGolden.Positions(golden, 224), 1.42 * golden.Integer("window"));
        Tensor x = golden.Input(), output = stack.Run(table, x)[^1].Nodes;
        (output * golden.Tensor("in/upstream")).sum().backward();
        golden.ShouldMatchAll(new Dictionary<string, Tensor> { ["out/y"] = output });
        golden.ShouldMatchGradients(stack, x);
    }
}
