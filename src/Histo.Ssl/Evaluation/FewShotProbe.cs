using Histo.Ssl.Randomness;

namespace Histo.Ssl.Evaluation;

/// <summary>How far a few labelled tiles a class go: nearest class mean, averaged over many draws of the labelled tiles.</summary>
/// <remarks>Draws are a pure function of the seed. The same draw serves all shots: the five tiles of "5" are the first five of "20".</remarks>
public static class FewShotProbe
{
    /// <summary>Returns the mean AUC over the draws; null when a class has fewer training tiles than are to be drawn.</summary>
    /// <param name="train">Training rows, as labelled tiles are drawn from.</param>
    /// <param name="trainLabels">Their classes, 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="test">Test rows, standardised like the training rows.</param>
    /// <param name="testLabels">Their classes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="shots">Labelled tiles a class, 1 or more.</param>
    /// <param name="draws">Draws to average over, 1 or more.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="cancellationToken">Stops between draws.</param>
    /// <exception cref="HistoException">HS0001: shots or draws are below 1. HS0002: there is not one class index a row. HS1806: the test rows are of one class.</exception>
    public static double? Auc(
        FeatureMatrix train,
        ReadOnlySpan<int> trainLabels,
        FeatureMatrix test,
        ReadOnlySpan<int> testLabels,
        int classes,
        int shots,
        int draws,
        ulong seed,
        CancellationToken cancellationToken = default) =>
        Auc(train, trainLabels, test, testLabels, classes, shots, draws, seed, (_, _) => { }, cancellationToken);

    /// <summary>The same, and shows the scores of each draw (rows x classes).</summary>
    internal static double? Auc(
        FeatureMatrix train,
        ReadOnlySpan<int> trainLabels,
        FeatureMatrix test,
        ReadOnlySpan<int> testLabels,
        int classes,
        int shots,
        int draws,
        ulong seed,
        Action<int, FeatureMatrix> scored,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        if (shots < 1 || draws < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "shots and draws count from 1", seen: $"{shots} shots, {draws} draws", wanted: "1 or more of each");
        }

        train.RequireLabels(trainLabels.Length);
        test.RequireLabels(testLabels.Length);
        int[][] members = Members(trainLabels, classes);
        if (members.Any(each => each.Length < shots))
        {
            return null;
        }

        double sum = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FeatureMatrix means = Means(train, members, shots, draw, seed);
            FeatureMatrix scores = NearestClassMean.Scores(test, means);
            scored(draw, scores);
            sum += ProbeScores.Auc(testLabels, scores);
        }

        return sum / draws;
    }

    private static int[][] Members(ReadOnlySpan<int> labels, int classes)
    {
        int[] counts = ClassLabels.Count(labels, classes);
        int[][] members = Array.ConvertAll(counts, count => new int[count]);
        for (int i = labels.Length - 1; i >= 0; i--)
        {
            members[labels[i]][--counts[labels[i]]] = i;
        }

        return members;
    }

    private static FeatureMatrix Means(FeatureMatrix train, int[][] members, int shots, int draw, ulong seed)
    {
        var means = new FeatureMatrix(members.Length, train.Columns);
        for (int c = 0; c < members.Length; c++)
        {
            // The first steps of a Fisher-Yates shuffle of a copy.
            var random = new CounterRandom(seed, draw, c + 1, RandomSlot.Evaluation);
            int[] own = (int[])members[c].Clone();
            for (int i = 0; i < shots; i++)
            {
                int j = i + random.Next(own.Length - i);
                (own[i], own[j]) = (own[j], own[i]);
                DenseVector.AddScaled(means.Row(c), 1.0 / shots, train.Row(own[i]));
            }
        }

        return means;
    }
}
