using Histo.Ssl.Encoders;
using Histo.Ssl.Storage;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;

namespace Histo.Ssl.Features;

/// <summary>Extracts the features of a slide's tiles into a feature store: whole tiles in tile order, no augmentation, evaluation mode, no gradients.</summary>
/// <remarks>
/// <para>
/// Tiles are read by several threads and go through the same <see cref="IViewExecutor"/> as in training; both one batch ahead of the encoder, on other threads than the caller's. No tile touches the disk. Memory:
/// two batches of pixels and of the encoder's input, one batch of activations and what the writer keeps, whatever the size of the slide.
/// </para>
/// <para>
/// The number of reading threads never changes a feature; the batch size changes no more than the last bits, because convolution kernels sum in another order for another batch. The encoder's weights are hashed
/// once, when the extractor is made: they must not change afterwards. Its modes (training or evaluation, part by part) are restored after each slide. Not safe for several threads at once.
/// </para>
/// </remarks>
public sealed class FeatureExtractor
{
    private readonly TileInference _inference;
    private readonly EmbeddingOptions _options;
    private readonly ElementType _type;

    /// <summary>Creates an extractor.</summary>
    /// <param name="encoder">The encoder; stays the caller's. On the device of <paramref name="executor"/>.</param>
    /// <param name="executor">Turns pixels into the encoder's input; stays the caller's.</param>
    /// <param name="options">Batch size and reading threads; null for the defaults.</param>
    /// <param name="type">What the features are stored as: F32 (default), F16 or BF16. They are computed in the encoder's own type and converted once, by the writer.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range, or features cannot be stored as that type.</exception>
    public FeatureExtractor(Encoder encoder, IViewExecutor executor, EmbeddingOptions? options = null, ElementType type = ElementType.F32)
    {
        _inference = new TileInference(encoder, executor);
        _options = options ?? new EmbeddingOptions();
        _options.Validate();
        _type = FeaturePrecision.Require(type);
        EncoderHash = WeightHash.Compute(encoder);
    }

    /// <summary>Gets the number of features of a tile.</summary>
    public int EmbeddingSize => _inference.Encoder.EmbeddingSize;

    /// <summary>Gets the SHA-256 of the encoder's weights in hexadecimal (see <see cref="WeightHash"/>).</summary>
    public string EncoderHash { get; }

    /// <summary>Says what a store of a slide's features records.</summary>
    /// <param name="slide">The slide, tiled with pixels, so that its resolution and size are known.</param>
    /// <exception cref="HistoException">HS1008: the slide's resolution is not known.</exception>
    public FeatureStoreDescription Describe(TileSlide slide)
    {
        ArgumentNullException.ThrowIfNull(slide);
        EncoderSpec spec = _inference.Encoder.Spec;
        TileGrid grid = slide.Grid;
        return new FeatureStoreDescription
        {
            SlideId = slide.Source.SlideId,
            Width = EmbeddingSize,
            Type = _type,
            Encoder = spec.Architecture,
            EncoderHash = EncoderHash,
            InputSize = spec.InputSize,
            Normalisation = NormalisationOf(spec),
            Mpp = grid.Mpp,
            TileSize = grid.TileSize,
            Stride = grid.Stride,
            TileExtent = grid.TileSize * grid.Scale,
            Step = grid.Stride * grid.Scale,
            Level0Mpp = slide.Resolution?.Mpp ?? throw new HistoException(ErrorCodes.ResolutionUnknown, "the slide was tiled without a known resolution", slide.Source.SlideId, action: "Tile it with TileSetBuilder."),
            Level0Width = slide.Width,
            Level0Height = slide.Height,
        };
    }

    /// <summary>Extracts the tiles of one slide.</summary>
    /// <param name="source">Pixels of the tiles; stays the caller's.</param>
    /// <param name="slide">Index of the slide in <c>source.Tiles</c>.</param>
    /// <param name="store">Takes the rows: features, and left and top edges in level-0 pixels, rounded. Neither completed nor disposed here.</param>
    /// <param name="progress">Told after each batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>How many rows were written and which tiles were left out. A tile that cannot be read is never replaced by another picture.</returns>
    /// <exception cref="HistoException">
    /// HS1801: no tile can be read. HS1802: a feature is not finite. HS1854: the store cannot be written. HS1855: a feature does not fit the store's type. HS0002: the encoder yields another shape than it says.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SlideExtraction Extract(ITileSource source, int slide, IFeatureStoreWriter store, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(store);
        (int first, int count) = source.Tiles.TilesOf(slide);
        int[] tiles = [.. Enumerable.Range(first, count)];
        var rows = new ExtractedRows(source.Tiles, tiles, EmbeddingSize, Math.Min(count, _options.BatchSize), _type, store);
        using (new EvaluationMode(_inference.Encoder))
        {
            new TileReadAhead(source, tiles, _options, batch => _inference.Prepare(batch, source, tiles)).ForEach(
                batch =>
                {
                    _inference.Run(batch, vectors => rows.Add(batch, vectors));
                    progress?.Report(new EmbeddingProgress(batch.First + batch.Count, count, rows.Unreadable.Count));
                },
                cancellationToken);
        }

        return rows.Count > 0 ? new SlideExtraction(rows.Count, rows.Unreadable) : throw new HistoException(
            ErrorCodes.NothingEmbedded,
            "no tile of the slide can be read",
            rows.Unreadable.FirstOrDefault()?.Message ?? source.Tiles.Slides[slide].Source.SlideId,
            $"{rows.Unreadable.Count} unreadable tiles",
            "at least one readable tile",
            "Run 'histo doctor --full' on the slide.");
    }

    /// <summary>Mean and deviation a channel, as stores record them.</summary>
    internal static IReadOnlyList<double> NormalisationOf(EncoderSpec spec) =>
        [spec.Mean.First, spec.Mean.Second, spec.Mean.Third, spec.Deviation.First, spec.Deviation.Second, spec.Deviation.Third];
}
