using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The prototypes of SwAV: a matrix without bias whose rows are unit vectors at every forward.</summary>
internal sealed class SwAvPrototypes : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public SwAvPrototypes(long count, long size, ulong seed)
        : base(nameof(SwAvPrototypes))
    {
        weight = nn.Parameter(empty(count, size));
        weight.DetachFromDisposeScope();
        InitialWeights.Uniform(weight, 1 / Math.Sqrt(size), seed, "prototypes.weight");
        RegisterComponents();
    }

    /// <summary>Scales the rows to length 1, in place.</summary>
    public void Normalise()
    {
        using IDisposable frozen = no_grad();
        using DisposeScope scope = NewDisposeScope();
        weight.copy_(nn.functional.normalize(weight, dim: 1));
    }

    /// <summary>Scores of embeddings (N, D): (N, K) in the weights' type.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return input.to(weight.dtype).matmul(weight.t()).MoveToOuterDisposeScope();
    }
}
