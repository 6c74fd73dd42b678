using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>A linear layer without bias whose rows are w_k = g_k v_k / |v_k|: PyTorch's weight_norm over a Linear.</summary>
internal sealed class NormalizedPrototypes : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight_g;
    private readonly Parameter weight_v;

    public NormalizedPrototypes(DinoHeadSpec spec, ulong seed, string name)
        : base(nameof(NormalizedPrototypes))
    {
        weight_g = nn.Parameter(ones(spec.Prototypes, 1), requires_grad: !spec.FixedGain);
        weight_v = nn.Parameter(empty(spec.Prototypes, spec.BottleneckSize));
        weight_g.DetachFromDisposeScope();
        weight_v.DetachFromDisposeScope();
        InitialWeights.Uniform(weight_v, 1 / Math.Sqrt(spec.BottleneckSize), seed, name + ".weight_v");
        RegisterComponents();
    }

    public ScalarType WeightType => weight_v.dtype;

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = weight_v * (weight_g / weight_v.norm(1, keepdim: true));
        return nn.functional.linear(input, weight).MoveToOuterDisposeScope();
    }
}
