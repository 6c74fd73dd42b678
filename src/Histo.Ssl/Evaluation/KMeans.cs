using Histo.Ssl.Randomness;

namespace Histo.Ssl.Evaluation;

/// <summary>Lloyd's k-means with Euclidean distance.</summary>
/// <remarks>Results do not depend on the number of threads. A centre that loses all its rows moves to the row that is farthest from its own centre.</remarks>
public static class KMeans
{
    /// <summary>Clusters rows from several k-means++ starts and keeps the best.</summary>
    /// <param name="features">Rows to cluster.</param>
    /// <param name="clusters">1 to the number of rows.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops between updates.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    /// <remarks>Source: D. Arthur, S. Vassilvitskii, "k-means++", SODA 2007, in the greedy form that tries 2 + ln k rows for each centre.</remarks>
    public static KMeansResult Fit(FeatureMatrix features, int clusters, KMeansOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        options ??= new KMeansOptions();
        if (clusters < 1 || clusters > features.Rows || options.Starts < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "that many clusters or starts cannot be made", seen: $"{clusters} clusters, {options.Starts} starts", wanted: $"1 to {features.Rows} clusters, 1 start or more");
        }

        KMeansResult? best = null;
        for (int start = 0; start < options.Starts; start++)
        {
            var random = new CounterRandom(options.Seed, start, 0, RandomSlot.Evaluation);
            KMeansResult found = Fit(features, KMeansStart.Draw(features, clusters, ref random), options.MaxIterations, cancellationToken);
            best = best is null || found.Inertia < best.Inertia ? found : best;
        }

        return best!;
    }

    /// <summary>Clusters rows from given centres, until no row changes its cluster.</summary>
    /// <param name="features">Rows to cluster.</param>
    /// <param name="centres">Clusters x features; not changed.</param>
    /// <param name="maxIterations">Most updates, 1 or more.</param>
    /// <param name="cancellationToken">Stops between updates.</param>
    /// <returns>Labels and inertia belong to the centres after the last update.</returns>
    /// <exception cref="HistoException">HS0002: the centres have another length. HS0001: <paramref name="maxIterations"/> is below 1.</exception>
    public static KMeansResult Fit(FeatureMatrix features, FeatureMatrix centres, int maxIterations = 300, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(centres);
        centres.RequireColumns(features.Columns);
        if (maxIterations < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "k-means needs an update at least", nameof(maxIterations), maxIterations, "1 or more");
        }

        var current = new FeatureMatrix(centres.Rows, centres.Columns, (double[])centres.Values.Clone());
        int[] labels = new int[features.Rows], before = new int[features.Rows];
        var distances = new double[features.Rows];
        Array.Fill(before, -1);
        int iteration = 0;
        bool changed = true;
        while (changed && iteration < maxIterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assign(features, current, labels, distances);
            Update(features, current, labels, distances);
            iteration++;
            changed = !labels.AsSpan().SequenceEqual(before);
            (labels, before) = (before, labels);
        }

        Assign(features, current, labels, distances);
        double inertia = 0;
        foreach (double distance in distances)
        {
            inertia += distance;
        }

        return new KMeansResult(current, labels, inertia, iteration);
    }

    /// <summary>Returns for each row its nearest centre; of equally near ones the first.</summary>
    /// <param name="features">Rows.</param>
    /// <param name="centres">Clusters x features.</param>
    /// <exception cref="HistoException">HS0002: the centres have another length.</exception>
    public static int[] Predict(FeatureMatrix features, FeatureMatrix centres)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(centres);
        centres.RequireColumns(features.Columns);
        var labels = new int[features.Rows];
        Assign(features, centres, labels, new double[features.Rows]);
        return labels;
    }

    private static void Assign(FeatureMatrix features, FeatureMatrix centres, int[] labels, double[] distances) => Parallel.For(0, features.Rows, row =>
    {
        ReadOnlySpan<double> values = features.Row(row);
        double nearest = double.PositiveInfinity;
        for (int c = 0; c < centres.Rows; c++)
        {
            double distance = DenseVector.SquaredDistance(values, centres.Row(c));
            if (distance < nearest)
            {
                nearest = distance;
                labels[row] = c;
            }
        }

        distances[row] = nearest;
    });

    private static void Update(FeatureMatrix features, FeatureMatrix centres, int[] labels, double[] distances)
    {
        int[] members = ClassLabels.Count(labels, centres.Rows);
        for (int c = 0; c < centres.Rows; c++)
        {
            if (members[c] == 0)
            {
                Relocate(labels, distances, members, c);
            }
        }

        Array.Clear(centres.Values);
        for (int row = 0; row < features.Rows; row++)
        {
            DenseVector.AddScaled(centres.Row(labels[row]), 1.0, features.Row(row));
        }

        for (int c = 0; c < centres.Rows; c++)
        {
            foreach (ref double value in centres.Row(c))
            {
                value /= members[c];
            }
        }
    }

    // Gives an empty cluster the row farthest from its centre, out of a cluster that keeps a member.
    private static void Relocate(int[] labels, double[] distances, int[] members, int empty)
    {
        int farthest = -1;
        for (int row = 0; row < labels.Length; row++)
        {
            if (members[labels[row]] > 1 && (farthest < 0 || distances[row] > distances[farthest]))
            {
                farthest = row;
            }
        }

        members[labels[farthest]]--;
        members[empty]++;
        labels[farthest] = empty;
        distances[farthest] = 0;
    }
}
