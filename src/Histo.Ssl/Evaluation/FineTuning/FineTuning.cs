using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Evaluation;

/// <summary>Judges an encoder by what it reaches when it is trained on: a linear layer behind it, both trained on labelled tiles, tested on tiles of other groups.</summary>
/// <remarks>
/// The encoder that is given stays as it is; every fold starts from a copy. Training tiles are augmented, batch normalisation is in training mode; test tiles are taken as they are, in evaluation mode.
/// Test tiles with the very pixels of a training tile are left out and counted in the notes. On one machine a pure function of encoder, tiles and options, whatever the reading threads.
/// </remarks>
public sealed class FineTuning
{
    private readonly FineTuningOptions _options;

    /// <summary>Creates a fine-tuning.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public FineTuning(FineTuningOptions? options = null)
    {
        _options = options ?? new FineTuningOptions();
        _options.Validate();
    }

    /// <summary>Cross-validates: folds never split a group (patient, slide, or what the manifest names).</summary>
    /// <param name="encoder">The encoder to start from, made by <see cref="EncoderFactory"/>; not changed.</param>
    /// <param name="source">Pixels of the tiles, whose set knows their labels.</param>
    /// <param name="progress">Told after each step; null for nobody.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <exception cref="HistoException">
    /// HS1801: nothing can be read. HS1805: no tile has a class. HS1806: all tiles are of one class. HS1807: the groups do not allow two folds. HS1811: the same images are on both sides. HS1812: training diverged.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ClassifierReport CrossValidate(Encoder encoder, ITileSource source, IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(source);
        TileClasses tiles = Labelled(source);
        var result = new Result();
        List<TileSplit> splits = TileSplit.CrossValidate(tiles, _options.Folds, result.Notes);
        foreach (TileSplit split in splits)
        {
            Run(encoder, split, splits.Count, (source, tiles), (source, tiles), result, progress, cancellationToken);
        }

        return ClassifierReport.Of("finetune", result.Folds, [tiles], result.Unreadable.Count, result.Notes, Origin(encoder, source), _options);
    }

    /// <summary>Trains on one cohort and tests on another, which shares no group and no slide with it.</summary>
    /// <param name="encoder">The encoder to start from, made by <see cref="EncoderFactory"/>; not changed.</param>
    /// <param name="train">Tiles to train on.</param>
    /// <param name="test">Tiles to test on, of the same size and resolution.</param>
    /// <param name="progress">Told after each step; null for nobody.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <exception cref="HistoException">
    /// As <see cref="CrossValidate"/>, and HS1804: tiles differ in size or resolution. HS1806: a class of the test set is not in the training set. HS1808: a group or slide is in both cohorts.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ClassifierReport FitAndTest(Encoder encoder, ITileSource train, ITileSource test, IProgress<FineTuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        EmbeddingOrigin origin = Origin(encoder, train);
        origin.RequireComparable(Origin(encoder, test));
        TileClasses first = Labelled(train), second = Labelled(test);
        var result = new Result();
        Run(encoder, TileSplit.Between(first, second, result.Notes), 1, (train, first), (test, second), result, progress, cancellationToken);
        return ClassifierReport.Of("finetune", result.Folds, [first, second], result.Unreadable.Count, result.Notes, origin, _options);
    }

    private TileClasses Labelled(ITileSource source) => TileClasses.Select(TileLabelColumns.Of(source.Tiles, [.. Enumerable.Range(0, source.Tiles.Count)]), _options);

    private static EmbeddingOrigin Origin(Encoder encoder, ITileSource source) => new()
    {
        Encoder = encoder.Spec.Architecture,
        EncoderHash = WeightHash.Compute(encoder),
        InputSize = encoder.Spec.InputSize,
        TileSize = source.TileSize,
        Stride = source.Tiles.Slides[0].Grid.Stride,
        Mpp = source.Tiles.Slides.Average(slide => slide.Grid.Mpp),
        TileSetHash = source.Tiles.Hash,
    };

    private void Run(
        Encoder encoder,
        TileSplit split,
        int folds,
        (ITileSource Source, TileClasses Tiles) train,
        (ITileSource Source, TileClasses Tiles) test,
        Result result,
        IProgress<FineTuningProgress>? progress,
        CancellationToken cancellationToken)
    {
        string[] classes = train.Tiles.Names;
        double[] weights = ClassLabels.Weights(split.TrainLabels, classes.Length, _options.BalancedWeights);
        using var tuner = new FineTuner(encoder, classes.Length, _options);
        LinearModel head = tuner.Train(
            train.Source,
            TileSplit.Pick(train.Tiles.Rows, split.Train),
            split.TrainLabels,
            weights,
            (step, steps, loss) => progress?.Report(new FineTuningProgress(split.Fold, folds, step, steps, loss)),
            cancellationToken);
        EmbeddingSet set = tuner.Embed(test.Source, TileSplit.Pick(test.Tiles.Rows, split.Test), cancellationToken);
        TileSplit read = Readable(split, test.Tiles, set), clean = ContentLeak.Remove(read, tuner.Content, set.Content, result.Notes);
        int[] rows = [.. clean.Test.Select(tile => Array.BinarySearch(set.Tiles, test.Tiles.Rows[tile]))];
        result.Folds.Add(ClassifierFold.Of(clean, classes, head.Probabilities(FeatureMatrix.FromSingle(set.Count, set.Dimensions, set.Features).Select(rows)), head.Loss));
        result.Unreadable.UnionWith(tuner.Unreadable.Select(tile => (train.Source, tile)));
        result.Unreadable.UnionWith(set.Unreadable.Select(tile => (test.Source, tile.Tile)));
    }

    // Tiles and rows ascend, so that an embedding set has the readable ones in the order of the split.
    private static TileSplit Readable(TileSplit split, TileClasses tiles, EmbeddingSet set)
    {
        int[] kept = [.. Enumerable.Range(0, split.Test.Length).Where(i => Array.BinarySearch(set.Tiles, tiles.Rows[split.Test[i]]) >= 0)];
        return split with { Test = TileSplit.Pick(split.Test, kept), TestLabels = TileSplit.Pick(split.TestLabels, kept), TestGroups = TileSplit.Pick(split.TestGroups, kept) };
    }

    private sealed class Result
    {
        public List<ClassifierFold> Folds { get; } = [];

        public List<string> Notes { get; } = [];

        public HashSet<(ITileSource Source, int Tile)> Unreadable { get; } = [];
    }
}
