using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Holds the projection of the patches under DINOv2's name.</summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly PatchProjection proj;

    public PatchEmbedding(long width, int patch, bool frozen)
        : base(nameof(PatchEmbedding))
    {
        proj = new PatchProjection(3, width, patch, frozen);
        RegisterComponents();
    }

    public ScalarType WeightType => proj.WeightType;

    /// <summary>(N, 3, H, W) to (N, patches, width), patches row by row.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return proj.call(input.permute(0, 2, 3, 1)).flatten(1, 2).MoveToOuterDisposeScope();
    }
}
