using System.Runtime.InteropServices;
using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Features;

/// <summary>Takes batches of read tiles through an encoder: whole tiles, no augmentation, no gradients. Preparing runs beside the encoder, on the reading side. The caller puts the encoder into evaluation mode.</summary>
internal sealed class TileInference
{
    private readonly Encoder _encoder;
    private readonly IViewExecutor _executor;

    public TileInference(Encoder encoder, IViewExecutor executor)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(executor);
        _encoder = encoder;
        _executor = executor;
    }

    public Encoder Encoder => _encoder;

    /// <summary>Turns the pixels of a batch into the encoder's input, on the executor's device.</summary>
    /// <returns>(Count, 3, InputSize, InputSize) float32 without gradient, in no dispose scope: it may be used and disposed on another thread.</returns>
    public Tensor Prepare(TileReadBatch batch, ITileSource source, IReadOnlyList<int> tiles)
    {
        var rows = new BatchRow[batch.Count];
        var sources = new int[batch.Count];
        var whole = new ViewParameters[batch.Count];
        for (int i = 0; i < batch.Count; i++)
        {
            TileAddress address = source.Tiles[tiles[batch.First + i]];
            rows[i] = new BatchRow(tiles[batch.First + i], address, -1, address.Slide, 0, PairRelation.Self);
            sources[i] = i;
            whole[i] = ViewParameters.WholeTile(source.TileSize);
        }

        // no_grad rather than inference_mode: tensors that the executor keeps must stay usable in training.
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var pixels = new PixelBatch(new BatchContext(0, 0, batch.Count, rows), source.TileSize, batch.Pixels, sources);
        EncoderSpec spec = _encoder.Spec;
        return _executor.Apply(pixels, 0, whole, new ViewOutput(spec.InputSize, spec.Mean, spec.Deviation)).DetachFromDisposeScope();
    }

    /// <summary>Computes the vectors of a prepared batch and hands them over: Count x EmbeddingSize numbers, those of unreadable tiles without meaning.</summary>
    /// <exception cref="HistoException">HS0002: the encoder yields another shape than it says.</exception>
    public void Run(TileReadBatch batch, Action<ReadOnlySpan<float>> take)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor output = _encoder.call(batch.Input!);
        if (output.dim() != 2 || output.size(0) != batch.Count || output.size(1) != _encoder.EmbeddingSize)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the encoder yields another shape than it says", _encoder.Spec.Architecture, $"[{string.Join(", ", output.shape)}]", $"[{batch.Count}, {_encoder.EmbeddingSize}]");
        }

        Tensor vectors = output.to(ScalarType.Float32).cpu().contiguous();
        take(MemoryMarshal.Cast<byte, float>(vectors.bytes));
    }
}
