using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>RRT-MIL's attention within regions (R-MSA): (N, D) to the same shape.</summary>
/// <remarks>Source: DearCaat/RRT-MIL 7ecbdfb, modules/rmsa.py: RegionAttntion.</remarks>
internal sealed class RegionAttention : nn.Module<Tensor, Tensor>
{
    private readonly RegionSelfAttention attn;
    private readonly long _regions;

    public RegionAttention(RrtOptions options)
        : base(nameof(RegionAttention))
    {
        _regions = options.Regions;
        attn = new RegionSelfAttention(options.Width, options.Heads, options.AttentionDropout, options.Kernel);
        RegisterComponents();
    }

    /// <summary>Computes the attention; the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        var split = new RegionSplit(input.size(0), _regions);
        return split.Join(attn.call(split.Cut(input))).MoveToOuterDisposeScope();
    }
}
