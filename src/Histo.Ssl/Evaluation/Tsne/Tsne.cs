using System.Globalization;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Evaluation;

/// <summary>t-SNE: a map of features in two dimensions that keeps neighbours together.</summary>
/// <remarks>
/// In double precision; exact for small sets, by Barnes and Hut's method for large ones: see <see cref="TsneOptions.Method"/>. The result is a function of features, start and options, whatever the number of threads. t-SNE
/// is sensitive to its start: other starts, or another machine's rounding, give maps of nearly the same divergence that look different. Scale the rows to length 1 first (<see cref="FeatureMatrix.NormalisedRows"/>) where
/// their direction is what matters.
/// Source: L. van der Maaten, G. Hinton, "Visualizing Data using t-SNE", JMLR 9, 2008; schedule, gains and learning rate as scikit-learn 1.2.1, sklearn/manifold/_t_sne.py.
/// </remarks>
public static class Tsne
{
    private const double StartDeviation = 1e-4;
    private const int TreeFrom = 5000, MostTreeRows = 1_000_000, MostEntries = 500_000_000;

    /// <summary>Maps rows to two dimensions.</summary>
    /// <param name="features">Rows to map.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="start">Rows x 2: where the points begin; not changed; null for what <see cref="TsneOptions.Start"/> says.</param>
    /// <param name="progress">Told every 50 iterations.</param>
    /// <param name="cancellationToken">Stops between rows and between iterations.</param>
    /// <exception cref="HistoException">
    /// HS0001: an option lies outside its range, or there are too few rows for the perplexity. HS0002: the start has another shape. HS1802: a feature is not finite. HS1810: there are more rows than
    /// <see cref="TsneOptions.MaxRows"/>, or for <see cref="TsneMethod.BarnesHut"/> more than 1,000,000 rows or 500,000,000 neighbours in all.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TsneResult Fit(
        FeatureMatrix features, TsneOptions? options = null, FeatureMatrix? start = null, IProgress<TsneProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        options = OptionRules.Require(options ?? new TsneOptions());
        Require(features, options, start);
        FeatureMatrix points = start ?? Begin(features, options);
        ITsneForces forces = UsesTree(features, options)
            ? TreeForces(features, options, new ParallelOptions { CancellationToken = cancellationToken })
            : new ExactForces(TsneAffinities.Joint(features, options.Perplexity, cancellationToken));
        return new TsneDescent(forces, points, options).Run(progress, cancellationToken);
    }

    internal static BarnesHutForces TreeForces(FeatureMatrix features, TsneOptions options, ParallelOptions parallel)
    {
        NearestRows nearest = EuclideanNeighbours.Find(features, Neighbours(features, options), parallel);
        return new BarnesHutForces(SparseAffinities.Joint(nearest, options.Perplexity, parallel), options.Theta, parallel);
    }

    private static bool UsesTree(FeatureMatrix features, TsneOptions options) => options.Method == TsneMethod.Auto ? features.Rows >= TreeFrom : options.Method == TsneMethod.BarnesHut;

    private static int Neighbours(FeatureMatrix features, TsneOptions options) => Math.Min((int)(3 * options.Perplexity), features.Rows - 1);

    private static void Require(FeatureMatrix features, TsneOptions options, FeatureMatrix? start)
    {
        RequireRoom(features, options);
        if (options.Perplexity <= 1 || options.Perplexity >= features.Rows - 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the perplexity does not fit the number of rows", nameof(TsneOptions.Perplexity), options.Perplexity, $"above 1 and below {features.Rows - 1}");
        }

        if (start is not null && (start.Rows != features.Rows || start.Columns != 2))
        {
            throw new HistoException(ErrorCodes.WrongShape, "the start has another shape", seen: $"{start.Rows} x {start.Columns}", wanted: $"{features.Rows} x 2");
        }

        RequireFinite(features, "the features");
        if (start is not null)
        {
            RequireFinite(start, "the start");
        }
    }

    private static void RequireRoom(FeatureMatrix features, TsneOptions options)
    {
        if (UsesTree(features, options))
        {
            long entries = (long)features.Rows * Neighbours(features, options);
            if (features.Rows > MostTreeRows || entries > MostEntries)
            {
                throw new HistoException(
                    ErrorCodes.TooManyRows, "a t-SNE of so many rows needs more memory and time than allowed", seen: $"{features.Rows} rows, {entries} neighbours", wanted: $"at most {MostTreeRows} rows and {MostEntries} neighbours",
                    action: "Draw a sample of the rows, or lower the perplexity.");
            }
        }
        else if (features.Rows > options.MaxRows)
        {
            string seen = string.Create(CultureInfo.InvariantCulture, $"{features.Rows} rows, {8.0 * features.Rows * features.Rows / (1L << 30):0.##} GiB");
            throw new HistoException(
                ErrorCodes.TooManyRows, "an exact t-SNE of so many rows needs more memory and time than allowed", seen: seen, wanted: $"at most {options.MaxRows} rows",
                action: "Draw a sample of the rows, take TsneMethod.BarnesHut, or raise TsneOptions.MaxRows if the memory is there.");
        }
    }

    private static void RequireFinite(FeatureMatrix matrix, string where)
    {
        int bad = Array.FindIndex(matrix.Values, value => !double.IsFinite(value));
        if (bad >= 0)
        {
            throw new HistoException(ErrorCodes.EmbeddingNotFinite, "a value is not finite", where, $"{matrix.Values[bad]} in row {bad / matrix.Columns}", "finite numbers");
        }
    }

    private static FeatureMatrix Begin(FeatureMatrix features, TsneOptions options)
    {
        if (options.Start == TsneStart.Principal && PrincipalAxes.Project(features, options.Seed) is { } projected)
        {
            double scale = StartDeviation / Math.Sqrt(Variance(projected));
            return new FeatureMatrix(projected.Rows, 2, Array.ConvertAll(projected.Values, value => value * scale));
        }

        var points = new FeatureMatrix(features.Rows, 2);
        for (int row = 0; row < points.Rows; row++)
        {
            var random = new CounterRandom(options.Seed, 0, row, RandomSlot.Evaluation);
            Span<double> point = points.Row(row);
            (point[0], point[1]) = (StartDeviation * random.NextGaussian(), StartDeviation * random.NextGaussian());
        }

        return points;
    }

    // Of the first column, whose mean is 0.
    private static double Variance(FeatureMatrix projected)
    {
        double sum = 0;
        for (int row = 0; row < projected.Rows; row++)
        {
            double value = projected.Row(row)[0];
            sum += value * value;
        }

        return sum / projected.Rows;
    }
}
