using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A convolution whose stride is its kernel, as one matrix product over patches. It computes in the element type of its input.</summary>
internal sealed class PatchProjection : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;

    public PatchProjection(long inputs, long outputs, int patch, bool frozen = false)
        : base(nameof(PatchProjection))
    {
        // Uninitialised: the encoder draws the values.
        weight = nn.Parameter(empty(outputs, inputs, patch, patch), requires_grad: !frozen);
        weight.DetachFromDisposeScope();
        bias = nn.Parameter(zeros(outputs), requires_grad: !frozen);
        bias.DetachFromDisposeScope();
        RegisterComponents();
    }

    public ScalarType WeightType => weight.dtype;

    /// <summary>(N, H, W, inputs) to (N, H / patch, W / patch, outputs), rounded down.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        long inputs = weight.size(1), patch = weight.size(2), rows = input.size(1) / patch, columns = input.size(2) / patch;
        Tensor cut = input.narrow(1, 0, rows * patch).narrow(2, 0, columns * patch).reshape(input.size(0), rows, patch, columns, patch, inputs);
        Tensor patches = cut.permute(0, 1, 3, 5, 2, 4).reshape(input.size(0), rows, columns, inputs * patch * patch);
        return nn.functional.linear(patches, weight.to(input.dtype).reshape(weight.size(0), -1), bias.to(input.dtype)).MoveToOuterDisposeScope();
    }
}
