using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Blocks of one width, behind a normalisation and a 2x2 convolution with stride 2 that halve the image (not in the first stage). Names are timm's.</summary>
internal sealed class ConvNeXtStage : nn.Module
{
    private readonly Sequential? downsample;
    private readonly ModuleList<ConvNeXtBlock> blocks;

    public ConvNeXtStage(long? inputs, long width, int count)
        : base(nameof(ConvNeXtStage))
    {
        downsample = inputs is { } channels ? nn.Sequential(nn.LayerNorm(channels, ConvNeXt.NormalizationEpsilon), new PatchProjection(channels, width, 2)) : null;
        blocks = nn.ModuleList(Enumerable.Range(0, count).Select(_ => new ConvNeXtBlock(width)).ToArray());
        RegisterComponents();
    }

    public IEnumerable<ConvNeXtBlock> Blocks => blocks;

    /// <summary>Halves the image; the projection computes in its own type, the output has the input's.</summary>
    public Tensor Shrink(Tensor input, ScalarType type)
    {
        if (downsample is null)
        {
            return input;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor normalised = ((LayerNorm)downsample[0]).call(input);
        return ((PatchProjection)downsample[1]).call(normalised.to(type)).to(input.dtype).MoveToOuterDisposeScope();
    }
}
