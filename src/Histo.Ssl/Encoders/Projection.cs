using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A linear layer that computes in the element type of its input: weight and bias are cast at use and keep their own type.</summary>
internal sealed class Projection : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;

    public Projection(long inputs, long outputs)
        : base(nameof(Projection))
    {
        // Uninitialised: the encoder draws the values.
        weight = nn.Parameter(empty(outputs, inputs));
        weight.DetachFromDisposeScope();
        bias = nn.Parameter(zeros(outputs));
        bias.DetachFromDisposeScope();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.linear(input, weight.to(input.dtype), bias.to(input.dtype)).MoveToOuterDisposeScope();
    }
}
