using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A backbone: images in, one embedding an image out.</summary>
/// <remarks>Parameter names are PyTorch's, so that weight files match. Disposing it disposes its parameters.</remarks>
public abstract class Encoder : nn.Module<Tensor, Tensor>
{
    private readonly Recomputation _recomputation = new();

    /// <summary>Creates the base of an encoder.</summary>
    /// <param name="spec">What it is and what it must be fed.</param>
    protected Encoder(EncoderSpec spec)
        : base(spec?.Architecture ?? throw new ArgumentNullException(nameof(spec))) => Spec = spec;

    /// <summary>Gets what the encoder is and what it must be fed.</summary>
    public EncoderSpec Spec { get; }

    /// <summary>Gets or sets the element type that the forward pass computes in.</summary>
    /// <value>
    /// Null (default): the weights' own. <see cref="ScalarType.BFloat16"/> with float32 weights is mixed precision: weights are cast at use, while weights, their gradients and the statistics of the
    /// normalisation stay in float32.
    /// </value>
    public ScalarType? ComputeType { get; set; }

    /// <summary>Gets or sets whether blocks are computed again in the backward pass instead of keeping what is inside them: less memory for more time, the same gradients bit for bit on one machine.</summary>
    /// <value>False (default).</value>
    /// <remarks>Between the forward and the backward pass, parameters must not change. The gradients of one block stay in memory until the next pass.</remarks>
    public bool Recompute { get; set; }

    /// <summary>Gets the length of an embedding.</summary>
    public abstract int EmbeddingSize { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _recomputation.Dispose();
        }

        base.Dispose(disposing);
    }

    // Runs a block, or has it run again in the backward pass.
    private protected Tensor Run(nn.Module<Tensor, Tensor> block, Tensor input) => Recompute ? _recomputation.Run(block, (x, _) => block.call(x), input) : block.call(input);

    private protected Tensor Run(BranchBlock block, Tensor input, Tensor? keep, ScalarType type) =>
        Recompute ? _recomputation.Run(block, (x, drawn) => block.Run(x, drawn, type), input, keep) : block.Run(input, keep, type);
}
