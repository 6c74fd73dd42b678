namespace Histo.Ssl.Evaluation;

/// <summary>Chooses the penalty of a logistic regression by folds within the training part, which never split a group.</summary>
/// <remarks>
/// In each inner fold features are standardised on its own training rows and one model is fitted for every value; balanced class weights. The measure is the log loss in which each class weighs the same, as in
/// training, averaged over the folds: unlike an AUC it also sees when a weak penalty makes a model too sure of itself. Test rows of the outer fold play no part.
/// </remarks>
public static class PenaltySearch
{
    // Losses are compared, not models: no need of the last digits.
    private const double Tolerance = 1e-6;

    /// <summary>Gets the values that are tried by default: 1e-4 to 1e2 in powers of ten.</summary>
    public static IReadOnlyList<double> DefaultGrid { get; } = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100];

    /// <summary>Tries every value.</summary>
    /// <param name="features">Training rows, not standardised.</param>
    /// <param name="labels">Their classes, 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="groups">Their groups.</param>
    /// <param name="classes">Number of classes, 2 or more.</param>
    /// <param name="folds">Inner folds asked for, 2 or more.</param>
    /// <param name="grid">Values of C above 0, at least one; null for <see cref="DefaultGrid"/>.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="HistoException">HS0001: there is no value, or one is not above 0; fewer than 2 folds. HS0002: there is not one label and group a row. HS1807: the groups do not allow two inner folds.</exception>
    public static PenaltyChoice Choose(
        FeatureMatrix features, int[] labels, IReadOnlyList<string> groups, int classes, int folds, IReadOnlyList<double>? grid = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(groups);
        double[] values = [.. (grid ?? DefaultGrid).Distinct().Order()];
        if (values.Length == 0 || !(values[0] > 0) || !double.IsFinite(values[^1]))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the grid of penalties is not usable", nameof(grid), string.Join(", ", values.Select(value => FormattableString.Invariant($"{value}"))), "values above 0, at least one");
        }

        features.RequireLabels(labels.Length);
        GroupFolds inner = GroupFolds.Create(groups, labels, classes, folds);
        var losses = new double[values.Length];
        foreach (GroupFold fold in inner.Folds)
        {
            FeatureMatrix rows = features.Select(fold.Train);
            Standardiser standardiser = Standardiser.Fit(rows);
            FeatureMatrix train = standardiser.Transform(rows), test = standardiser.Transform(features.Select(fold.Test));
            int[] trainLabels = TileSplit.Pick(labels, fold.Train), testLabels = TileSplit.Pick(labels, fold.Test);
            for (int i = 0; i < values.Length; i++)
            {
                var options = new LogisticOptions { C = values[i], BalancedWeights = true, Tolerance = Tolerance };
                losses[i] += BalancedLoss(testLabels, LogisticRegression.Fit(train, trainLabels, classes, options, cancellationToken).Probabilities(test)) / inner.Folds.Count;
            }
        }

        return new PenaltyChoice(values[Array.IndexOf(losses, losses.Min())], values, losses);
    }

    // The mean over the classes that occur of the mean log loss of their members.
    private static double BalancedLoss(int[] labels, FeatureMatrix probabilities) => Enumerable.Range(0, labels.Length)
        .GroupBy(row => labels[row], row => -Math.Log(Math.Max(probabilities.Row(row)[labels[row]], 1e-12)))
        .OrderBy(own => own.Key)
        .Average(own => own.Average());
}
