using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A vision transformer without a head, in DINOv2's form: images (N, 3, H, W) in; the class token is the embedding, and every patch has a token.</summary>
/// <remarks>
/// Pre-norm blocks of attention and a feed-forward network (ratio 4, exact GELU), layer normalisation with epsilon 1e-6, optional factors on the branches (LayerScale), register tokens, mask token and drop path. Names are
/// DINOv2's and timm's, so weights of both load where the parts agree (timm's have no mask token). Images are expected as <see cref="EncoderSpec"/> says; H and W are multiples of the patch, and for other sizes than the
/// native one the table of positions is resampled. Created by <see cref="EncoderFactory"/>.
/// Source: facebookresearch/dinov2 b8931f7, models/vision_transformer.py: DinoVisionTransformer, layers/{block,attention,mlp,layer_scale,patch_embed}.py; reference values of its forward pass and gradients are matched.
/// </remarks>
public sealed class VisionTransformer : Encoder, ITokenEncoder
{
    internal const double NormalizationEpsilon = 1e-6;

    // In DINOv2's order: parameters are listed in it.
    private readonly Parameter cls_token, pos_embed;
    private readonly Parameter? register_tokens;
    private readonly Parameter mask_token;
    private readonly PatchEmbedding patch_embed;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm norm;

    private readonly TransformerSpec _form;
    private readonly int _side;

    internal VisionTransformer(EncoderSpec spec, EncoderStart start)
        : base(spec)
    {
        _form = spec.Transformer!;
        _side = spec.InputSize / _form.PatchSize;
        EmbeddingSize = spec.Width!.Value;
        DropPath = start.DropPath;
        cls_token = Own(empty(1, 1, EmbeddingSize));
        bool fixedPositions = _form.Positions == PositionTable.SinCos;
        pos_embed = Own(fixedPositions ? PositionMath.SinCos(_side, EmbeddingSize) : empty(1, 1 + (_side * _side), EmbeddingSize), trained: !fixedPositions);
        register_tokens = _form.Registers > 0 ? Own(empty(1, _form.Registers, EmbeddingSize)) : null;
        mask_token = Own(zeros(1, EmbeddingSize));
        patch_embed = new PatchEmbedding(EmbeddingSize, PatchSize, _form.FrozenPatchProjection);
        blocks = nn.ModuleList(Enumerable.Range(0, _form.Depth!.Value).Select(_ => new TransformerBlock(EmbeddingSize, _form.Heads!.Value, _form.LayerScale)).ToArray());
        norm = nn.LayerNorm(EmbeddingSize, NormalizationEpsilon);
        RegisterComponents();
        TransformerWeights.Draw(this, start.Seed);
    }

    /// <inheritdoc/>
    /// <value><see cref="EncoderSpec.Width"/>: 192, 384 or 768.</value>
    public override int EmbeddingSize { get; }

    /// <inheritdoc/>
    public int PatchSize => _form.PatchSize;

    /// <summary>Gets the drop path of the training passes.</summary>
    public DropPath DropPath { get; }

    /// <summary>Computes the embeddings of a batch of images: the class tokens.</summary>
    /// <param name="input">(N, 3, H, W), any floating type, H and W multiples of <see cref="PatchSize"/>; kept.</param>
    /// <returns>(N, <see cref="EmbeddingSize"/>) in the weights' type; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the input has another shape.</exception>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return norm.call(Run(input, null).select(1, 0)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public EncoderTokens ForwardTokens(Tensor images, Tensor? masks = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = norm.call(Run(images, masks));
        long others = 1 + _form.Registers;
        return new EncoderTokens(
            tokens.select(1, 0).MoveToOuterDisposeScope(),
            tokens.narrow(1, others, tokens.size(1) - others).MoveToOuterDisposeScope(),
            tokens.narrow(1, 1, _form.Registers).MoveToOuterDisposeScope());
    }

    /// <summary>Computes all tokens before the last normalisation, (N, 1 + registers + patches, D).</summary>
    internal Tensor Run(Tensor images, Tensor? masks)
    {
        RequireShapes(images, masks);
        using DisposeScope scope = NewDisposeScope();
        ScalarType type = ComputeType ?? patch_embed.WeightType;
        Tensor tokens = Embed(images.to(type), masks);
        Tensor? keep = training ? DropPath.Draw(blocks.Count, TransformerBlock.Branches, tokens) : null;
        for (int i = 0; i < blocks.Count; i++)
        {
            tokens = Run(blocks[i], tokens, keep?.narrow(0, i * TransformerBlock.Branches, TransformerBlock.Branches), type);
        }

        return tokens.MoveToOuterDisposeScope();
    }

    /// <summary>Gets the positions of the class token and the patches of an image, (1, 1 + rows * columns, D).</summary>
    internal Tensor Positions(int rows, int columns)
    {
        if (rows == _side && columns == _side)
        {
            return pos_embed.alias();
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor patches = PositionMath.Resample(pos_embed.narrow(1, 1, _side * _side), rows, columns, _form.Resampling);
        return cat([pos_embed.narrow(1, 0, 1), patches], 1).MoveToOuterDisposeScope();
    }

    // The sum that passes through the blocks has the weights' type.
    private Tensor Embed(Tensor images, Tensor? masks)
    {
        long count = images.size(0), patches = images.size(2) / PatchSize * (images.size(3) / PatchSize);
        Tensor tokens = patch_embed.call(images).to(patch_embed.WeightType);
        if (masks is not null)
        {
            tokens = where(masks.unsqueeze(-1), mask_token.unsqueeze(0), tokens);
        }

        Tensor positions = Positions((int)(images.size(2) / PatchSize), (int)(images.size(3) / PatchSize));
        Tensor cls = (cls_token + positions.narrow(1, 0, 1)).expand(count, -1, -1);
        tokens += positions.narrow(1, 1, patches);
        return cat(register_tokens is null ? [cls, tokens] : [cls, register_tokens.expand(count, -1, -1), tokens], 1);
    }

    private void RequireShapes(Tensor images, Tensor? masks)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.dim() != 4 || images.size(1) != 3)
        {
            throw WrongShape("the encoder needs a batch of RGB images", images, "[N, 3, H, W]");
        }

        if (images.size(2) % PatchSize != 0 || images.size(3) % PatchSize != 0 || images.size(2) == 0 || images.size(3) == 0)
        {
            throw WrongShape("the image cannot be cut into patches", images, $"H and W multiples of {PatchSize}");
        }

        long patches = images.size(2) / PatchSize * (images.size(3) / PatchSize);
        if (masks is not null && (masks.dtype != ScalarType.Bool || masks.dim() != 2 || masks.size(0) != images.size(0) || masks.size(1) != patches))
        {
            throw WrongShape("the masks do not fit the images", masks, $"bool [{images.size(0)}, {patches}]");
        }
    }

    private HistoException WrongShape(string what, Tensor seen, string wanted) =>
        new(ErrorCodes.WrongShape, what, Spec.Architecture, $"{seen.dtype} [{string.Join(", ", seen.shape)}]", wanted);

    private static Parameter Own(Tensor value, bool trained = true)
    {
        Parameter parameter = nn.Parameter(value, trained);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
