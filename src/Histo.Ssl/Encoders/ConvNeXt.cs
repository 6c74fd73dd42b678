using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A ConvNeXt without its classifier: images (N, 3, H, W) in, embeddings (N, <see cref="EmbeddingSize"/>) out.</summary>
/// <remarks>
/// Depthwise 7x7 convolutions, layer normalisation with epsilon 1e-6, feed-forward networks with ratio 4 and the exact GELU, branch factors that start at 1e-6; the embedding is the normalised mean over the last map. Names are
/// timm's, so its weight files load (ignore "head.fc."). The size of the image is free from 32 px; what a stage cannot halve evenly is cut at the right and bottom, as a strided convolution does.
/// Created by <see cref="EncoderFactory"/>. Source: Z. Liu et al., "A ConvNet for the 2020s", CVPR 2022. Written from the paper and checked against a plain evaluation of its formula, not against reference tensors.
/// </remarks>
public sealed class ConvNeXt : Encoder
{
    internal const double NormalizationEpsilon = 1e-6;
    private const double WeightDeviation = 0.02;
    private const int StemPatch = 4, SmallestInput = 32;

    private readonly Sequential stem;
    private readonly ModuleList<ConvNeXtStage> stages;
    private readonly ConvNeXtHead head;
    private readonly int _blocks;

    internal ConvNeXt(EncoderSpec spec, EncoderStart start, IReadOnlyList<int> depths)
        : base(spec)
    {
        long width = spec.Width!.Value;
        DropPath = start.DropPath;
        _blocks = depths.Sum();
        EmbeddingSize = (int)(width << (depths.Count - 1));
        stem = nn.Sequential(new PatchProjection(3, width, StemPatch), nn.LayerNorm(width, NormalizationEpsilon));
        stages = nn.ModuleList(depths.Select((count, i) => new ConvNeXtStage(i == 0 ? null : width << (i - 1), width << i, count)).ToArray());
        head = new ConvNeXtHead(EmbeddingSize);
        RegisterComponents();
        foreach ((string name, Parameter parameter) in named_parameters().Where(pair => pair.parameter.dim() > 1))
        {
            InitialWeights.Normal(parameter, WeightDeviation, start.Seed, name);
        }
    }

    /// <inheritdoc/>
    /// <value>8 times the width.</value>
    public override int EmbeddingSize { get; }

    /// <summary>Gets the drop path of the training passes.</summary>
    public DropPath DropPath { get; }

    /// <summary>Computes the embeddings of a batch of images.</summary>
    /// <param name="input">(N, 3, H, W), any floating type, H and W 32 or more; kept.</param>
    /// <returns>(N, <see cref="EmbeddingSize"/>) in the weights' type; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the input has another shape.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() != 4 || input.size(1) != 3 || input.size(2) < SmallestInput || input.size(3) < SmallestInput)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the encoder needs a batch of RGB images", Spec.Architecture, $"[{string.Join(", ", input.shape)}]", $"[N, 3, H, W], H and W {SmallestInput} or more");
        }

        using DisposeScope scope = NewDisposeScope();
        var (patches, norm) = ((PatchProjection)stem[0], (LayerNorm)stem[1]);
        ScalarType type = ComputeType ?? patches.WeightType;
        Tensor x = norm.call(patches.call(input.to(type).permute(0, 2, 3, 1)).to(patches.WeightType));
        Tensor? keep = training ? DropPath.Draw(_blocks, 1, x) : null;
        int index = 0;
        foreach (ConvNeXtStage stage in stages)
        {
            x = stage.Shrink(x, type);
            foreach (ConvNeXtBlock block in stage.Blocks)
            {
                x = Run(block, x, keep?.narrow(0, index++, 1), type);
            }
        }

        return head.call(x.mean([1L, 2L])).MoveToOuterDisposeScope();
    }
}
