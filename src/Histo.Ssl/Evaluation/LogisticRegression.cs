namespace Histo.Ssl.Evaluation;

/// <summary>Logistic regression with an L2 penalty on the weights and free intercepts, fitted to its single minimum by L-BFGS in double precision.</summary>
public static class LogisticRegression
{
    /// <summary>Fits a model.</summary>
    /// <param name="features">Training rows; standardise them first (<see cref="Standardiser"/>), so that the penalty treats features alike.</param>
    /// <param name="labels">Their classes, 0 to <paramref name="classes"/> - 1; each class has a member.</param>
    /// <param name="classes">Number of classes, 2 or more.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range. HS0002: there is not one class index a row. HS1806: a class has no member.</exception>
    public static LogisticModel Fit(FeatureMatrix features, ReadOnlySpan<int> labels, int classes, LogisticOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        options ??= new LogisticOptions();
        if (!(options.C > 0) || !(options.Tolerance > 0) || options.MaxIterations < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "an option of the logistic regression lies outside its range", seen: options, wanted: "C, Tolerance and MaxIterations above 0");
        }

        features.RequireLabels(labels.Length);
        double[] classWeights = ClassLabels.Weights(labels, classes, options.BalancedWeights);
        double[] weights = Array.ConvertAll(labels.ToArray(), label => classWeights[label]);
        var objective = new LogisticObjective(features, labels.ToArray(), classes == 2 ? 1 : classes, weights, options.C, cancellationToken);
        LbfgsResult result = Lbfgs.Minimise(objective.Evaluate, new double[objective.Parameters], options.Tolerance, options.MaxIterations);
        Centre(result.Point, objective.Outputs);
        return new LogisticModel(classes, features.Columns, result.Point, result.Value, result.GradientNorm, result.Iterations, result.Converged);
    }

    // The intercepts of a softmax are defined up to a common constant.
    private static void Centre(double[] parameters, int outputs)
    {
        if (outputs == 1)
        {
            return;
        }

        int stride = parameters.Length / outputs;
        double mean = 0;
        for (int k = 0; k < outputs; k++)
        {
            mean += parameters[((k + 1) * stride) - 1] / outputs;
        }

        for (int k = 0; k < outputs; k++)
        {
            parameters[((k + 1) * stride) - 1] -= mean;
        }
    }
}
