using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Holds the last normalisation under timm's name.</summary>
internal sealed class ConvNeXtHead : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm norm;

    public ConvNeXtHead(long width)
        : base(nameof(ConvNeXtHead))
    {
        norm = nn.LayerNorm(width, ConvNeXt.NormalizationEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => norm.call(input);
}
