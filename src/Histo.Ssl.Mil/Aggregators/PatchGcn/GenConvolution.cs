using Histo.Ssl.Mil.Graphs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A generalised graph convolution: MLP(x_i + softmax aggregation of ReLU(x_j) + 1e-7), with a learnable temperature.</summary>
/// <remarks>MLP = Linear to twice the width, LayerNorm, ReLU, Linear back. Linear layers have a bias, as in PyTorch Geometric 1.6 [R]. Source: G. Li et al., "DeeperGCN", 2020; GENConv of PyTorch Geometric.</remarks>
internal sealed class GenConvolution : nn.Module
{
    private const double Epsilon = 1e-7;

    private readonly SoftmaxAggregation _aggregation = new();
    private readonly Sequential _mlp;

    public GenConvolution(int width)
        : base(nameof(GenConvolution))
    {
        _mlp = nn.Sequential(("0", nn.Linear(width, 2 * width)), ("1", nn.LayerNorm(2 * width)), ("2", nn.ReLU()), ("3", nn.Linear(2 * width, width)));
        register_module("mlp", _mlp);
        Tokens.Register(this, "t", new long[] { 1 });
        using var noGrad = no_grad();
        get_parameter("t")!.fill_(1);
    }

    /// <summary>(N, width) to the same; a tensor of the current scope.</summary>
    public Tensor Run(NeighbourTable table, Tensor nodes) => _mlp.call(nodes + _aggregation.Apply(table, nodes.relu() + Epsilon, get_parameter("t")!));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _aggregation.Dispose();
        }

        base.Dispose(disposing);
    }
}
