using System.Globalization;
using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>Probes features for what they know about labelled tiles: logistic regression, kNN, few-shot and clustering.</summary>
/// <remarks>
/// The encoder stays as it is. For each fold features are standardised on its training tiles; the logistic probe has balanced class weights and a penalty fixed beforehand; kNN and
/// few-shot (nearest class mean) see the same standardised features; k-means sees features scaled to length 1. A pure function of features and options.
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
    /// <exception cref="HistoException">HS1805: no tile has a class. HS1806: all tiles are of one class. HS1807: the groups do not allow two folds.</exception>
    public ProbeReport CrossValidate(EmbeddingSet set, CancellationToken cancellationToken = default) => CrossValidate(set, observer: null, cancellationToken);

    /// <summary>Probes by cross-validation and shows an observer the scores of every tested tile.</summary>
    /// <param name="set">Embedded tiles.</param>
    /// <param name="observer">Sees scores as they are made; null for nobody.</param>
    /// <param name="cancellationToken">Stops the probes.</param>
    /// <exception cref="HistoException">As <see cref="CrossValidate(EmbeddingSet, CancellationToken)"/>.</exception>
    public ProbeReport CrossValidate(EmbeddingSet set, IProbeObserver? observer, CancellationToken cancellationToken = default)
    {
        LabelledTiles tiles = LabelledTiles.Select(set, _options);
        GroupFolds folds = GroupFolds.Create(tiles.Groups, tiles.Labels, tiles.Classes.Count, _options.Folds);
        var notes = new List<string>();
        if (folds.Folds.Count < folds.Asked)
        {
            notes.Add($"{folds.Folds.Count} folds instead of {folds.Asked}: the groups do not allow more with each class on both sides.");
        }

        int[] clusters = Cluster(tiles.Features, tiles.Classes.Count, cancellationToken).Labels;
        observer?.Clusters([.. tiles.Groups], tiles.Labels, clusters, tiles.Classes.Count);
        var results = new List<ProbeFold>();
        foreach (GroupFold fold in folds.Folds)
        {
            GroupFolds.RequireNoLeak(fold.Train.Select(row => tiles.Groups[row]), fold.Test.Select(row => tiles.Groups[row]));
            var part = new ProbePart(
                tiles.Features.Select(fold.Train),
                Pick(tiles.Labels, fold.Train),
                tiles.Features.Select(fold.Test),
                Pick(tiles.Labels, fold.Test),
                Pick(clusters, fold.Test),
                fold.Test,
                Array.ConvertAll(fold.Test, row => tiles.Groups[row]));
            results.Add(Run(fold.Index, part, tiles.Classes, notes, observer, cancellationToken));
        }

        double nmi = new ClusterAgreement(tiles.Labels, clusters).NormalisedMutualInformation();
        return Summarise(results, nmi, tiles.Classes, tiles.Labels, tiles.BetweenThresholds, tiles.Unlabelled, set.Unreadable.Count, notes, set.Origin);
    }

    /// <summary>Fits the probes on one set and tests them on another, which shares no group and no slide with it.</summary>
    /// <param name="train">Embedded tiles to fit on.</param>
    /// <param name="test">Embedded tiles to test on, made with the same encoder.</param>
    /// <param name="cancellationToken">Stops the probes.</param>
    /// <exception cref="HistoException">
    /// HS1804: the sets were not made in the same way. HS1805: no tile has a class. HS1806: a set has one class only, or a class of the test set is not in the training set. HS1808: a
    /// group or slide is in both sets.
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
        GroupFolds.RequireNoLeak(first.Groups, second.Groups);
        GroupFolds.RequireNoLeak(first.Slides, second.Slides);
        int[] testLabels = Translate(second, first.Classes);
        FeatureMatrix centres = Cluster(first.Features, first.Classes.Count, cancellationToken).Centres;
        int[] clusters = KMeans.Predict(second.Features.NormalisedRows(), centres);
        observer?.Clusters([.. second.Groups], testLabels, clusters, first.Classes.Count);
        var notes = new List<string>();
        var part = new ProbePart(first.Features, first.Labels, second.Features, testLabels, clusters, [.. Enumerable.Range(0, testLabels.Length)], [.. second.Groups]);
        ProbeFold fold = Run(0, part, first.Classes, notes, observer, cancellationToken);
        return Summarise(
            [fold],
            fold.Nmi,
            first.Classes,
            [.. first.Labels, .. testLabels],
            first.BetweenThresholds + second.BetweenThresholds,
            first.Unlabelled + second.Unlabelled,
            train.Unreadable.Count + test.Unreadable.Count,
            notes,
            train.Origin);
    }

    private ProbeFold Run(int index, ProbePart part, IReadOnlyList<string> classes, List<string> notes, IProbeObserver? observer, CancellationToken cancellationToken)
    {
        Standardiser standardiser = Standardiser.Fit(part.Train);
        FeatureMatrix train = standardiser.Transform(part.Train), test = standardiser.Transform(part.Test);
        LogisticModel model = LogisticRegression.Fit(train, part.TrainLabels, classes.Count, new LogisticOptions { C = _options.C, BalancedWeights = true }, cancellationToken);
        if (!model.Converged)
        {
            notes.Add(FormattableString.Invariant($"Fold {index}: the logistic probe ended at a gradient of {model.GradientNorm:E1} after {model.Iterations} steps, above its tolerance."));
        }

        FeatureMatrix probabilities = model.Probabilities(test);
        var knn = new KnnClassifier(train, part.TrainLabels, classes.Count);
        int k = Math.Min(_options.Neighbours, train.Rows);
        FeatureMatrix votes = knn.Scores(knn.Nearest(test, k, cancellationToken), k, _options.Temperature);
        observer?.Fold(new ProbeFoldScores
        {
            Fold = index,
            Rows = part.TestRows,
            Groups = part.TestGroups,
            Truth = part.TestLabels,
            Classes = classes.Count,
            Logistic = probabilities,
            Knn = votes,
        });
        return new ProbeFold
        {
            Fold = index,
            Groups = [.. part.TestGroups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            TrainTiles = CountByName(part.TrainLabels, classes),
            TestTiles = CountByName(part.TestLabels, classes),
            Auc = ProbeScores.Auc(part.TestLabels, probabilities),
            BalancedAccuracy = ConfusionMatrix.Of(part.TestLabels, KnnClassifier.Predict(probabilities)).BalancedAccuracy,
            KnnAuc = ProbeScores.Auc(part.TestLabels, votes),
            FewShot = FewShot(index, train, test, part, classes.Count, notes, observer, cancellationToken),
            Nmi = new ClusterAgreement(part.TestLabels, part.TestClusters).NormalisedMutualInformation(),
        };
    }

    private Dictionary<string, double?> FewShot(
        int index, FeatureMatrix train, FeatureMatrix test, ProbePart part, int classes, List<string> notes, IProbeObserver? observer, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, double?>(StringComparer.Ordinal);
        foreach (int shots in _options.Shots.Distinct().Order())
        {
            double? auc = FewShotProbe.Auc(
                train,
                part.TrainLabels,
                test,
                part.TestLabels,
                classes,
                shots,
                _options.FewShotDraws,
                _options.Seed,
                (draw, scores) => observer?.FewShot(index, shots, draw, part.TestGroups, part.TestLabels, scores),
                cancellationToken);
            result.Add(shots.ToString(CultureInfo.InvariantCulture), auc);
            if (auc is null)
            {
                notes.Add($"Fold {index}: a class has fewer than {shots} training tiles, so there is no {shots}-shot figure.");
            }
        }

        return result;
    }

    private ProbeReport Summarise(
        List<ProbeFold> folds, double nmi, IReadOnlyList<string> classes, int[] labels, int between, int unlabelled, int unreadable, List<string> notes, EmbeddingOrigin origin) => new()
        {
            Auc = folds.Average(fold => fold.Auc),
            BalancedAccuracy = folds.Average(fold => fold.BalancedAccuracy),
            KnnAuc = folds.Average(fold => fold.KnnAuc),
            FewShot = folds[0].FewShot.Keys.ToDictionary(key => key, key => folds.Average(fold => fold.FewShot[key]), StringComparer.Ordinal),
            Nmi = nmi,
            Folds = folds,
            Classes = classes,
            Tiles = CountByName(labels, classes),
            TilesBetweenThresholds = between,
            TilesWithoutLabel = unlabelled,
            TilesUnreadable = unreadable,
            Notes = notes,
            Origin = origin,
            Options = _options,
        };

    private KMeansResult Cluster(FeatureMatrix features, int clusters, CancellationToken cancellationToken) =>
        KMeans.Fit(features.NormalisedRows(), clusters, new KMeansOptions { Seed = _options.Seed }, cancellationToken);

    private static int[] Pick(int[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);

    private static Dictionary<string, int> CountByName(int[] labels, IReadOnlyList<string> classes) =>
        ClassLabels.Count(labels, classes.Count).Select((count, c) => (classes[c], count)).ToDictionary(each => each.Item1, each => each.count, StringComparer.Ordinal);

    // Class names of the test set as indices of the training set's.
    private static int[] Translate(LabelledTiles test, IReadOnlyList<string> classes)
    {
        int[] index = [.. test.Classes.Select(name => classes.ToList().IndexOf(name))];
        int unknown = Array.FindIndex(test.Labels, label => index[label] < 0);
        return unknown < 0
            ? Array.ConvertAll(test.Labels, label => index[label])
            : throw new HistoException(
                ErrorCodes.ClassMissing,
                "a class of the test set is not in the training set",
                seen: test.Classes[test.Labels[unknown]],
                wanted: string.Join(", ", classes),
                action: "Add slides of that class to the first manifest, or take them out of the test manifest.");
    }
}
