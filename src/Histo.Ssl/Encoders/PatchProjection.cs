using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A convolution whose stride is its kernel, as one matrix product over patches: (N, 3, H, W) to (N, patches, width), patches row by row. It computes in the element type of its input.</summary>
internal sealed class PatchProjection : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;

    public PatchProjection(long width, int patch, bool frozen)
        : base(nameof(PatchProjection))
    {
        // Uninitialised: the encoder draws the values.
        weight = nn.Parameter(empty(width, 3, patch, patch), requires_grad: !frozen);
        weight.DetachFromDisposeScope();
        bias = nn.Parameter(zeros(width), requires_grad: !frozen);
        bias.DetachFromDisposeScope();
        RegisterComponents();
    }

    public ScalarType WeightType => weight.dtype;

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        long images = input.size(0), patch = weight.size(2), rows = input.size(2) / patch, columns = input.size(3) / patch;
        Tensor patches = input.reshape(images, 3, rows, patch, columns, patch).permute(0, 2, 4, 1, 3, 5).reshape(images, rows * columns, 3 * patch * patch);
        Tensor matrix = weight.to(input.dtype).reshape(weight.size(0), -1);
        return nn.functional.linear(patches, matrix, bias.to(input.dtype)).MoveToOuterDisposeScope();
    }
}
