using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Gated attention with one head a branch (ACMIL_GA).</summary>
internal sealed class GatedBranches : IAcmilBranches
{
    private readonly AttentionLayers _attention;

    public GatedBranches(nn.Module owner, AcmilOptions options)
    {
        _attention = AttentionLayers.Create(options.HiddenSize, options.AttentionSize, options.Branches, gated: true);
        owner.register_module("attention", NamedParts.Attention(_attention));
    }

    public Tensor Score(Tensor hidden) => _attention.Score(hidden, false).t().unsqueeze(0);

    public Tensor PoolBranches(Tensor hidden, Tensor attention) => attention[0].mm(hidden);

    public Tensor PoolBag(Tensor hidden, Tensor attention) => attention.mm(hidden);
}
