using System.Globalization;
using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>Probes features for what they know about labelled tiles: logistic regression, kNN, few-shot and clustering.</summary>
/// <remarks>
/// The encoder stays as it is. For each fold features are standardised on its training tiles; the logistic probe has balanced class weights and a penalty fixed beforehand, or chosen by inner folds; kNN and
/// few-shot (nearest class mean) see the same standardised features; k-means sees features scaled to length 1. Test tiles whose very pixels are in the training part under another name are left out
/// and counted in the notes. A pure function of features and options.
/// </remarks>
public sealed class ProbeRunner
{
    private readonly ProbeOptions _options;

    /// <summary>Creates a runner.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public ProbeRunner(ProbeOptions? options = null)
    {
        _options = options ?? new ProbeOptions();
        _options.Validate();
    }

    /// <summary>Probes by cross-validation: folds never split a group (patient, slide, or what the manifest names).</summary>
    /// <param name="set">Embedded tiles.</param>
    /// <param name="cancellationToken">Stops the probes.</param>
    /// <exception cref="HistoException">HS1805: no tile has a class. HS1806: all tiles are of one class. HS1807: the groups do not allow two folds. HS1811: the same images are in training and test part under different names.</exception>
    public ProbeReport CrossValidate(EmbeddingSet set, CancellationToken cancellationToken = default) => CrossValidate(set, observer: null, cancellationToken);

    /// <summary>Probes by cross-validation and shows an observer the scores of every tested tile.</summary>
    /// <param name="set">Embedded tiles.</param>
    /// <param name="observer">Sees scores as they are made; null for nobody.</param>
    /// <param name="cancellationToken">Stops the probes.</param>
    /// <exception cref="HistoException">As <see cref="CrossValidate(EmbeddingSet, CancellationToken)"/>.</exception>
    public ProbeReport CrossValidate(EmbeddingSet set, IProbeObserver? observer, CancellationToken cancellationToken = default)
    {
        LabelledTiles tiles = LabelledTiles.Select(set, _options);
        var notes = new List<string>();
        List<TileSplit> splits = TileSplit.CrossValidate(tiles.Tiles, _options.Folds, notes);
        int[] clusters = Cluster(tiles.Features, tiles.Classes.Count, cancellationToken).Labels;
        observer?.Clusters(tiles.Tiles.Groups, tiles.Labels, clusters, tiles.Classes.Count);
        var results = new List<ProbeFold>();
        foreach (TileSplit split in splits)
        {
            var part = new ProbePart(split, tiles.Features.Select(split.Train), tiles.Features.Select(split.Test), TileSplit.Pick(clusters, split.Test));
            results.Add(Run(part, tiles.Classes, notes, observer, cancellationToken));
        }

        FeatureGeometry geometry = FeatureGeometry.Of(set, tiles.Tiles.Rows, tiles.Features, tiles.Labels, _options, cancellationToken);
        return Summarise(results, new ClusterAgreement(tiles.Labels, clusters), geometry, [tiles.Tiles], set.Unreadable.Count, notes, set.Origin);
    }

    /// <summary>Fits the probes on one set and tests them on another, which shares no group and no slide with it.</summary>
    /// <param name="train">Embedded tiles to fit on.</param>
    /// <param name="test">Embedded tiles to test on, made with the same encoder.</param>
    /// <param name="cancellationToken">Stops the probes.</param>
    /// <exception cref="HistoException">
    /// HS1804: the sets were not made in the same way. HS1805: no tile has a class. HS1806: a set has one class only, or a class of the test set is not in the training set. HS1808: a
    /// group or slide is in both sets. HS1811: the images of the test set are those of the training set.
    /// </exception>
    public ProbeReport FitAndTest(EmbeddingSet train, EmbeddingSet test, CancellationToken cancellationToken = default) => FitAndTest(train, test, observer: null, cancellationToken);

    /// <summary>Fits the probes on one set, tests them on another, and shows an observer the scores of every tested tile.</summary>
    /// <param name="train">Embedded tiles to fit on.</param>
    /// <param name="test">Embedded tiles to test on, made with the same encoder.</param>
    /// <param name="observer">Sees scores as they are made; null for nobody.</param>
    /// <param name="cancellationToken">Stops the probes.</param>
    /// <exception cref="HistoException">As <see cref="FitAndTest(EmbeddingSet, EmbeddingSet, CancellationToken)"/>.</exception>
    public ProbeReport FitAndTest(EmbeddingSet train, EmbeddingSet test, IProbeObserver? observer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        train.Origin.RequireComparable(test.Origin);
        LabelledTiles first = LabelledTiles.Select(train, _options), second = LabelledTiles.Select(test, _options);
        var notes = new List<string>();
        TileSplit split = TileSplit.Between(first.Tiles, second.Tiles, notes);
        FeatureMatrix tested = second.Features.Select(split.Test);
        FeatureMatrix centres = Cluster(first.Features, first.Classes.Count, cancellationToken).Centres;
        int[] clusters = KMeans.Predict(tested.NormalisedRows(), centres);
        observer?.Clusters(split.TestGroups, split.TestLabels, clusters, first.Classes.Count);
        ProbeFold fold = Run(new ProbePart(split, first.Features, tested, clusters), first.Classes, notes, observer, cancellationToken);
        FeatureGeometry geometry = FeatureGeometry.Of(test, TileSplit.Pick(second.Tiles.Rows, split.Test), tested, split.TestLabels, _options, cancellationToken);
        return Summarise(
            [fold], new ClusterAgreement(split.TestLabels, clusters), geometry, [first.Tiles, second.Tiles], train.Unreadable.Count + test.Unreadable.Count, notes, train.Origin);
    }

    private ProbeFold Run(ProbePart part, IReadOnlyList<string> classes, List<string> notes, IProbeObserver? observer, CancellationToken cancellationToken)
    {
        TileSplit split = part.Split;
        double c = Penalty(part, classes.Count, notes, cancellationToken);
        Standardiser standardiser = Standardiser.Fit(part.Train);
        FeatureMatrix train = standardiser.Transform(part.Train), test = standardiser.Transform(part.Test);
        LogisticModel model = LogisticRegression.Fit(train, split.TrainLabels, classes.Count, new LogisticOptions { C = c, BalancedWeights = true }, cancellationToken);
        if (!model.Converged)
        {
            notes.Add(FormattableString.Invariant($"Fold {split.Fold}: the logistic probe ended at a gradient of {model.GradientNorm:E1} after {model.Iterations} steps, above its tolerance."));
        }

        FeatureMatrix probabilities = model.Probabilities(test);
        var knn = new KnnClassifier(train, split.TrainLabels, classes.Count);
        int k = Math.Min(_options.Neighbours, train.Rows);
        FeatureMatrix votes = knn.Scores(knn.Nearest(test, k, cancellationToken), k, _options.Temperature);
        ConfusionMatrix confusion = ConfusionMatrix.Of(split.TestLabels, KnnClassifier.Predict(probabilities));
        observer?.Fold(new ProbeFoldScores
        {
            Fold = split.Fold,
            Rows = split.Test,
            Groups = split.TestGroups,
            Truth = split.TestLabels,
            Classes = classes.Count,
            Logistic = probabilities,
            Knn = votes,
        });
        return new ProbeFold
        {
            Fold = split.Fold,
            Groups = split.Groups,
            TrainTiles = TileClasses.Count(split.TrainLabels, classes),
            TestTiles = TileClasses.Count(split.TestLabels, classes),
            Auc = ProbeScores.Auc(split.TestLabels, probabilities),
            BalancedAccuracy = confusion.BalancedAccuracy,
            Accuracy = confusion.Accuracy,
            C = c,
            KnnAuc = ProbeScores.Auc(split.TestLabels, votes),
            FewShot = FewShot(train, test, split, classes.Count, notes, observer, cancellationToken),
            Nmi = new ClusterAgreement(split.TestLabels, part.TestClusters).NormalisedMutualInformation(),
        };
    }

    private double Penalty(ProbePart part, int classes, List<string> notes, CancellationToken cancellationToken)
    {
        if (_options.InnerFolds is not { } folds)
        {
            return _options.C;
        }

        TileSplit split = part.Split;
        try
        {
            return PenaltySearch.Choose(part.Train, split.TrainLabels, split.TrainGroups, classes, folds, _options.PenaltyGrid, cancellationToken).C;
        }
        catch (HistoException error) when (error.Code == ErrorCodes.TooFewGroups)
        {
            notes.Add(FormattableString.Invariant($"Fold {split.Fold}: the groups of the training part do not allow inner folds, so C is {_options.C}."));
            return _options.C;
        }
    }

    private Dictionary<string, double?> FewShot(
        FeatureMatrix train, FeatureMatrix test, TileSplit split, int classes, List<string> notes, IProbeObserver? observer, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, double?>(StringComparer.Ordinal);
        foreach (int shots in _options.Shots.Distinct().Order())
        {
            double? auc = FewShotProbe.Auc(
                train,
                split.TrainLabels,
                test,
                split.TestLabels,
                classes,
                shots,
                _options.FewShotDraws,
                _options.Seed,
                (draw, scores) => observer?.FewShot(split.Fold, shots, draw, split.TestGroups, split.TestLabels, scores),
                cancellationToken);
            result.Add(shots.ToString(CultureInfo.InvariantCulture), auc);
            if (auc is null)
            {
                notes.Add($"Fold {split.Fold}: a class has fewer than {shots} training tiles, so there is no {shots}-shot figure.");
            }
        }

        return result;
    }

    private ProbeReport Summarise(
        List<ProbeFold> folds, ClusterAgreement clusters, FeatureGeometry geometry, TileClasses[] cohorts, int unreadable, List<string> notes, EmbeddingOrigin origin) => new()
        {
            Auc = folds.Average(fold => fold.Auc),
            BalancedAccuracy = folds.Average(fold => fold.BalancedAccuracy),
            Accuracy = folds.Average(fold => fold.Accuracy),
            KnnAuc = folds.Average(fold => fold.KnnAuc),
            FewShot = folds[0].FewShot.Keys.ToDictionary(key => key, key => folds.Average(fold => fold.FewShot[key]), StringComparer.Ordinal),
            Nmi = clusters.NormalisedMutualInformation(),
            Ari = clusters.AdjustedRand,
            Silhouette = geometry.Silhouette,
            EffectiveRank = geometry.EffectiveRank,
            Uniformity = geometry.Uniformity,
            NeighbourAlignment = geometry.NeighbourAlignment,
            TsneNmi = geometry.MapNmi,
            TsneAri = geometry.MapAri,
            Folds = folds,
            Classes = cohorts[0].Names,
            Tiles = TileClasses.Count(cohorts),
            TilesBetweenThresholds = cohorts.Sum(each => each.Between),
            TilesWithoutLabel = cohorts.Sum(each => each.Unlabelled),
            TilesUnreadable = unreadable,
            Notes = notes,
            Origin = origin,
            Options = _options,
        };

    private KMeansResult Cluster(FeatureMatrix features, int clusters, CancellationToken cancellationToken) =>
        KMeans.Fit(features.NormalisedRows(), clusters, new KMeansOptions { Seed = _options.Seed }, cancellationToken);
}
