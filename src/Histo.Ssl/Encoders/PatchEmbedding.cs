using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Holds the projection of the patches under DINOv2's name.</summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly PatchProjection proj;

    public PatchEmbedding(long width, int patch, bool frozen)
        : base(nameof(PatchEmbedding))
    {
        proj = new PatchProjection(width, patch, frozen);
        RegisterComponents();
    }

    public ScalarType WeightType => proj.WeightType;

    public override Tensor forward(Tensor input) => proj.call(input);
}
