using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A learned factor for each channel of a residual branch. Its output has the type of the factor when that is wider than the input's.</summary>
internal sealed class LayerScale : nn.Module<Tensor, Tensor>
{
    private readonly Parameter gamma;

    public LayerScale(long width, double value)
        : base(nameof(LayerScale))
    {
        gamma = nn.Parameter(full(width, value));
        gamma.DetachFromDisposeScope();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input * gamma;
}
