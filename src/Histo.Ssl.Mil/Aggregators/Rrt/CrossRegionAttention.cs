using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Attention across regions through a few representatives of each (CR-MSA).</summary>
/// <remarks>
/// Logits L = x phi; representatives = softmax over tokens; they attend to each other across regions; tokens receive sum over slots of minmax(L) softmax_slots(L) representative. Where a region has one token minmax is 0, and nothing comes back.
/// Source: RRT-MIL 7ecbdfb modules/rmsa.py CrossRegionAttntion.
/// </remarks>
internal sealed class CrossRegionAttention : nn.Module<Tensor, Tensor>
{
    private const int Regions = 8;

    private readonly RegionAttention _attention;
    private readonly Sequential? _mlp;

    public CrossRegionAttention(int width, int heads, int slots, bool mlp, double dropout)
        : base(nameof(CrossRegionAttention))
    {
        _attention = new RegionAttention(width, heads, 0, dropout);
        register_module("attn", _attention);
        if (mlp)
        {
            register_module("phi", _mlp = nn.Sequential(("0", nn.Linear(width, width / 4, hasBias: false)), ("1", nn.Tanh()), ("2", nn.Linear(width / 4, slots, hasBias: false))));
        }
        else
        {
            Tokens.Register(this, "phi", width, slots);
        }
    }

    /// <summary>(N, D) to the same; a tensor of the current scope.</summary>
    public override Tensor forward(Tensor input)
    {
        RegionGrid grid = RegionGrid.Of(input.size(0), Regions);
        Tensor regions = grid.Split(input);
        Tensor logits = (_mlp is null ? regions.matmul(get_parameter("phi")!) : _mlp.call(regions)).transpose(1, 2);
        Tensor low = logits.min(2, keepdim: true).values, high = logits.max(2, keepdim: true).values, spread = (logits - low) / (high - low + 1e-8);
        Tensor representatives = logits.softmax(2).matmul(regions).transpose(0, 1);
        Tensor answers = _attention.call(representatives).transpose(0, 1);
        return grid.Join((spread * logits.softmax(1)).transpose(1, 2).matmul(answers));
    }
}
