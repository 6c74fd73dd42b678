using Histo.Ssl.Randomness;
using Histo.Ssl.Schedules;

namespace Histo.Ssl.Evaluation;

/// <summary>The linear evaluation of the self-supervised literature: one linear layer on frozen features, trained by SGD with momentum and a cosine learning rate.</summary>
/// <remarks>
/// Cross-entropy; momentum 0.9, no weight decay; weights start normal with deviation 0.01, intercepts at 0; the rate is that of the epoch, (1 + cos(pi epoch / epochs)) / 2 of the first. A pure
/// function of features, labels and options. Source: evaluate.py of Barlow Twins and VICReg [read]; the values of others stand at <see cref="LinearProbeOptions"/>.
/// For a figure that does not depend on rates and epochs use <see cref="LogisticRegression"/>, which finds the minimum.
/// </remarks>
public static class LinearProbe
{
    private const double InitialDeviation = 0.01;

    /// <summary>Trains a layer.</summary>
    /// <param name="features">Training rows, as the encoder made them.</param>
    /// <param name="labels">Their classes, 0 to <paramref name="classes"/> - 1; each class has a member.</param>
    /// <param name="classes">Number of classes, 2 or more.</param>
    /// <param name="options">Null for the defaults. Those that select tiles and folds play no part.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range. HS0002: there is not one class index a row. HS1806: a class has no member. HS1812: training diverged.</exception>
    public static LinearModel Fit(FeatureMatrix features, ReadOnlySpan<int> labels, int classes, LinearProbeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        options ??= new LinearProbeOptions();
        options.Validate();
        features.RequireLabels(labels.Length);
        double[] classWeights = ClassLabels.Weights(labels, classes, options.BalancedWeights);
        var layer = new LinearLayer(features.Columns, classes, Start(features.Columns, classes, options.Seed));
        RunningMoments? moments = options.BatchNorm ? new RunningMoments(features.Columns) : null;
        var rate = new CosineSchedule { Base = options.LearningRate * options.BatchSize / 256, Final = 0, TotalSteps = options.Epochs };
        double loss = 0;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            loss = Epoch(epoch, features, labels, classWeights, layer, moments, options, rate.At(epoch), cancellationToken);
        }

        moments?.Fold(layer.Parameters);
        return new LinearModel(classes, features.Columns, layer.Parameters, loss);
    }

    private static double Epoch(
        int epoch,
        FeatureMatrix features,
        ReadOnlySpan<int> labels,
        double[] classWeights,
        LinearLayer layer,
        RunningMoments? moments,
        LinearProbeOptions options,
        double rate,
        CancellationToken cancellationToken)
    {
        var order = new Permutation(features.Rows, options.Seed, epoch);
        double sum = 0;
        int steps = 0;
        for (int first = 0; first < features.Rows; first += options.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = new int[Math.Min(options.BatchSize, features.Rows - first)];
            var own = new int[rows.Length];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = order[first + i];
                own[i] = labels[rows[i]];
            }

            if (moments is not null && rows.Length == 1)
            {
                // One row has no variance.
                continue;
            }

            FeatureMatrix batch = features.Select(rows);
            moments?.Normalise(batch);
            sum += layer.Step(batch, own, classWeights, rate);
            steps++;
        }

        double loss = sum / Math.Max(1, steps);
        return double.IsFinite(loss) ? loss : throw new HistoException(
            ErrorCodes.ProbeDiverged,
            "the linear layer diverged",
            $"epoch {epoch}",
            FormattableString.Invariant($"learning rate {rate}"),
            "a finite loss",
            "Lower the learning rate, or let features go through a batch normalisation (BatchNorm).");
    }

    private static double[] Start(int columns, int classes, ulong seed)
    {
        var parameters = new double[classes * (columns + 1)];
        for (int c = 0; c < classes; c++)
        {
            var random = new CounterRandom(seed, 0, c, RandomSlot.Evaluation);
            for (int i = 0; i < columns; i++)
            {
                parameters[(c * (columns + 1)) + i] = InitialDeviation * random.NextGaussian();
            }
        }

        return parameters;
    }
}
