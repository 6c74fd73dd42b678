namespace Histo.Ssl.Evaluation;

/// <summary>Scores rows by their distance to the means of the classes: the classifier that a handful of labels allows.</summary>
public static class NearestClassMean
{
    /// <summary>Returns for each row and class how much nearer the class's mean is than the nearest other: half the difference of the squared distances.</summary>
    /// <param name="features">Rows to score.</param>
    /// <param name="means">Classes x features; two classes or more.</param>
    /// <returns>Rows x classes. With two classes the columns are each other's negatives.</returns>
    /// <exception cref="HistoException">HS0002: the means have another length, or there is one only.</exception>
    public static FeatureMatrix Scores(FeatureMatrix features, FeatureMatrix means)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(means);
        means.RequireColumns(features.Columns);
        if (means.Rows < 2)
        {
            throw new HistoException(ErrorCodes.WrongShape, "nearest class mean needs two classes", seen: means.Rows, wanted: "2 or more");
        }

        var scores = new FeatureMatrix(features.Rows, means.Rows);
        Parallel.For(0, features.Rows, row => Score(features.Row(row), means, scores.Row(row)));
        return scores;
    }

    private static void Score(ReadOnlySpan<double> row, FeatureMatrix means, Span<double> scores)
    {
        double nearest = double.PositiveInfinity, second = double.PositiveInfinity;
        int winner = -1;
        for (int c = 0; c < scores.Length; c++)
        {
            scores[c] = DenseVector.SquaredDistance(row, means.Row(c));
            if (scores[c] < nearest)
            {
                (second, nearest, winner) = (nearest, scores[c], c);
            }
            else
            {
                second = Math.Min(second, scores[c]);
            }
        }

        for (int c = 0; c < scores.Length; c++)
        {
            scores[c] = ((c == winner ? second : nearest) - scores[c]) / 2;
        }
    }
}
