using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>RRT-MIL's encoder: attention within regions, attention across regions, normalisation; (N, D) to the same shape.</summary>
/// <remarks>Source: DearCaat/RRT-MIL 7ecbdfb, modules/rrt.py: RRTEncoder with two layers and without its ablations (positions in front, feed-forward networks, other attentions).</remarks>
internal sealed class RrtEncoder : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm norm;
    private readonly ModuleList<RrtLayer> layers;
    private readonly RrtLayer cr_msa;
    private readonly bool _shortcut;

    public RrtEncoder(RrtOptions options, CrossRegionAttention across)
        : base(nameof(RrtEncoder))
    {
        _shortcut = options.Shortcut;
        norm = nn.LayerNorm(options.Width);
        layers = nn.ModuleList(new RrtLayer(options.Width, new RegionAttention(options)));
        cr_msa = new RrtLayer(options.Width, across);
        RegisterComponents();
    }

    /// <summary>Gets the layer within regions.</summary>
    internal RrtLayer Within => layers[0];

    /// <summary>Gets the layer across regions.</summary>
    internal RrtLayer Across => cr_msa;

    /// <summary>Encodes projected instances; the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor output = cr_msa.call(layers[0].call(input));
        return norm.call(_shortcut ? output + input : output).MoveToOuterDisposeScope();
    }
}
