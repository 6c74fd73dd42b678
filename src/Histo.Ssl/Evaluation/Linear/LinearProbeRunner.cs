using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>Judges features by <see cref="LinearProbe"/> over folds that keep groups together, or on a second cohort.</summary>
/// <remarks>Features stay as they are: the training tiles of a fold do not standardise them, unless by <see cref="LinearProbeOptions.BatchNorm"/>. A pure function of features and options.</remarks>
public sealed class LinearProbeRunner
{
    private readonly LinearProbeOptions _options;

    /// <summary>Creates a runner.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public LinearProbeRunner(LinearProbeOptions? options = null)
    {
        _options = options ?? new LinearProbeOptions();
        _options.Validate();
    }

    /// <summary>Cross-validates: folds never split a group (patient, slide, or what the manifest names).</summary>
    /// <param name="set">Embedded tiles.</param>
    /// <param name="progress">Told the folds that are done; null for nobody.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <exception cref="HistoException">HS1805: no tile has a class. HS1806: all tiles are of one class. HS1807: the groups do not allow two folds. HS1811: the same images are on both sides. HS1812: training diverged.</exception>
    public ClassifierReport CrossValidate(EmbeddingSet set, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        LabelledTiles tiles = LabelledTiles.Select(set, _options);
        var notes = new List<string>();
        var folds = new List<ClassifierFold>();
        foreach (TileSplit split in TileSplit.CrossValidate(tiles.Tiles, _options.Folds, notes))
        {
            folds.Add(Run(split, tiles, tiles, cancellationToken));
            progress?.Report(folds.Count);
        }

        return ClassifierReport.Of("linear", folds, [tiles.Tiles], set.Unreadable.Count, notes, set.Origin, _options);
    }

    /// <summary>Trains on one set and tests on another, which shares no group and no slide with it.</summary>
    /// <param name="train">Embedded tiles to train on.</param>
    /// <param name="test">Embedded tiles to test on, made with the same encoder.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <exception cref="HistoException">
    /// HS1804: the sets were not made in the same way. HS1805: no tile has a class. HS1806: a set has one class only, or a class of the test set is not in the training set. HS1808: a
    /// group or slide is in both sets. HS1811: the same images are on both sides. HS1812: training diverged.
    /// </exception>
    public ClassifierReport FitAndTest(EmbeddingSet train, EmbeddingSet test, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        train.Origin.RequireComparable(test.Origin);
        LabelledTiles first = LabelledTiles.Select(train, _options), second = LabelledTiles.Select(test, _options);
        var notes = new List<string>();
        ClassifierFold fold = Run(TileSplit.Between(first.Tiles, second.Tiles, notes), first, second, cancellationToken);
        return ClassifierReport.Of("linear", [fold], [first.Tiles, second.Tiles], train.Unreadable.Count + test.Unreadable.Count, notes, train.Origin, _options);
    }

    private ClassifierFold Run(TileSplit split, LabelledTiles train, LabelledTiles test, CancellationToken cancellationToken)
    {
        LinearModel model = LinearProbe.Fit(train.Features.Select(split.Train), split.TrainLabels, train.Classes.Count, _options, cancellationToken);
        return ClassifierFold.Of(split, train.Classes, model.Probabilities(test.Features.Select(split.Test)), model.Loss);
    }
}
