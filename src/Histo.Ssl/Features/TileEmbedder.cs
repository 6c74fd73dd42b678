using System.Runtime.InteropServices;
using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Features;

/// <summary>Embeds tiles with an encoder: whole tiles, no augmentation, evaluation mode, no gradients.</summary>
/// <remarks>
/// Tiles are read by several threads, one batch ahead of the encoder. They go through the same <see cref="IViewExecutor"/> as in training, with the whole tile as crop, so that
/// resampling and normalisation are those that the encoder was trained with. The encoder's modes (training or evaluation, part by part) are restored afterwards. Memory: two batches
/// of pixels, one batch of activations and the features. Not safe for several threads at once while the encoder is trained.
/// </remarks>
public sealed class TileEmbedder : ITileEmbedder
{
    private readonly Encoder _encoder;
    private readonly IViewExecutor _executor;
    private readonly EmbeddingOptions _options;

    /// <summary>Creates an embedder.</summary>
    /// <param name="encoder">The encoder; stays the caller's. On the device of <paramref name="executor"/>.</param>
    /// <param name="executor">Turns pixels into the encoder's input.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public TileEmbedder(Encoder encoder, IViewExecutor executor, EmbeddingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(executor);
        _encoder = encoder;
        _executor = executor;
        _options = options ?? new EmbeddingOptions();
        _options.Validate();
    }

    /// <inheritdoc/>
    public int EmbeddingSize => _encoder.EmbeddingSize;

    /// <inheritdoc/>
    public EmbeddingSet Embed(ITileSource source, IReadOnlyList<int>? tiles = null, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        tiles = TileSelection.Of(source, tiles);
        var collector = new EmbeddingCollector(source.Tiles, tiles, EmbeddingSize);
        using (new EvaluationMode(_encoder))
        {
            new TileReadAhead(source, tiles, _options).ForEach(
                batch =>
                {
                    Compute(batch, source, tiles, collector);
                    progress?.Report(new EmbeddingProgress(batch.First + batch.Count, tiles.Count, collector.Unreadable));
                },
                cancellationToken);
        }

        return collector.ToSet(_encoder.Spec.Architecture, WeightHash.Compute(_encoder), _encoder.Spec.InputSize);
    }

    private void Compute(TileReadBatch batch, ITileSource source, IReadOnlyList<int> tiles, EmbeddingCollector collector)
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
        if (output.dim() != 2 || output.size(0) != batch.Count || output.size(1) != EmbeddingSize)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the encoder yields another shape than it says", spec.Architecture, $"[{string.Join(", ", output.shape)}]", $"[{batch.Count}, {EmbeddingSize}]");
        }

        Tensor vectors = output.to(ScalarType.Float32).cpu().contiguous();
        collector.Add(batch, MemoryMarshal.Cast<byte, float>(vectors.bytes));
    }
}
