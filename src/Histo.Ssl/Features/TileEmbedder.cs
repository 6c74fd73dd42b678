using Histo.Ssl.Encoders;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;

namespace Histo.Ssl.Features;

/// <summary>Embeds tiles with an encoder: whole tiles, no augmentation, evaluation mode, no gradients.</summary>
/// <remarks>
/// Tiles are read by several threads and go through the same <see cref="IViewExecutor"/> as in training, with the whole tile as crop, so that resampling and normalisation are those that
/// the encoder was trained with; both one batch ahead of the encoder, on other threads than the caller's. The encoder's modes (training or evaluation, part by part) are restored afterwards.
/// Memory: two batches of pixels and of the encoder's input, one batch of activations and the features. Not safe for several threads at once while the encoder is trained.
/// </remarks>
public sealed class TileEmbedder : ITileEmbedder
{
    private readonly Encoder _encoder;
    private readonly TileInference _inference;
    private readonly EmbeddingOptions _options;

    /// <summary>Creates an embedder.</summary>
    /// <param name="encoder">The encoder; stays the caller's. On the device of <paramref name="executor"/>.</param>
    /// <param name="executor">Turns pixels into the encoder's input.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public TileEmbedder(Encoder encoder, IViewExecutor executor, EmbeddingOptions? options = null)
    {
        _inference = new TileInference(encoder, executor);
        _encoder = encoder;
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
        var collector = new EmbeddingCollector(source, tiles, EmbeddingSize);
        using (new EvaluationMode(_encoder))
        {
            new TileReadAhead(source, tiles, _options, batch => _inference.Prepare(batch, source, tiles)).ForEach(
                batch =>
                {
                    _inference.Run(batch, vectors => collector.Add(batch, vectors));
                    progress?.Report(new EmbeddingProgress(batch.First + batch.Count, tiles.Count, collector.Unreadable));
                },
                cancellationToken);
        }

        return collector.ToSet(_encoder.Spec.Architecture, WeightHash.Compute(_encoder), _encoder.Spec.InputSize);
    }
}
