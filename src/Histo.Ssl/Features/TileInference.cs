using System.Runtime.InteropServices;
using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Features;

/// <summary>Takes batches of read tiles through an encoder: whole tiles, no augmentation, no gradients. The caller puts the encoder into evaluation mode.</summary>
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

    /// <summary>Computes the vectors of a batch and hands them over: Count x EmbeddingSize numbers, those of unreadable tiles without meaning.</summary>
    /// <exception cref="HistoException">HS0002: the encoder yields another shape than it says.</exception>
    public void Run(TileReadBatch batch, ITileSource source, IReadOnlyList<int> tiles, Action<ReadOnlySpan<float>> take)
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
        Tensor input = _executor.Apply(pixels, 0, whole, new ViewOutput(spec.InputSize, spec.Mean, spec.Deviation));
        Tensor output = _encoder.call(input);
        if (output.dim() != 2 || output.size(0) != batch.Count || output.size(1) != _encoder.EmbeddingSize)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the encoder yields another shape than it says", spec.Architecture, $"[{string.Join(", ", output.shape)}]", $"[{batch.Count}, {_encoder.EmbeddingSize}]");
        }

        Tensor vectors = output.to(ScalarType.Float32).cpu().contiguous();
        take(MemoryMarshal.Cast<byte, float>(vectors.bytes));
    }
}
