namespace Histo.Ssl.Evaluation;

/// <summary>A fitted logistic regression: one logit for two classes, softmax for more.</summary>
public sealed class LogisticModel
{
    private readonly double[] _parameters;

    internal LogisticModel(int classes, int columns, double[] parameters, double objective, double gradientNorm, int iterations, bool converged)
    {
        Classes = classes;
        Columns = columns;
        _parameters = parameters;
        Objective = objective;
        GradientNorm = gradientNorm;
        Iterations = iterations;
        Converged = converged;
    }

    /// <summary>Gets the number of classes.</summary>
    public int Classes { get; }

    /// <summary>Gets the number of features.</summary>
    public int Columns { get; }

    /// <summary>Gets the number of linear outputs: 1 for two classes, else one a class.</summary>
    public int Outputs => Classes == 2 ? 1 : Classes;

    /// <summary>Gets the value of the objective that was reached.</summary>
    public double Objective { get; }

    /// <summary>Gets the largest entry of the gradient there.</summary>
    public double GradientNorm { get; }

    /// <summary>Gets the steps that were taken.</summary>
    public int Iterations { get; }

    /// <summary>Gets whether the tolerance was reached.</summary>
    public bool Converged { get; }

    /// <summary>Returns the weights of an output.</summary>
    /// <param name="output">0 to <see cref="Outputs"/> - 1.</param>
    public ReadOnlySpan<double> Weights(int output) => _parameters.AsSpan(output * (Columns + 1), Columns);

    /// <summary>Returns the intercept of an output; those of more than two classes have mean zero.</summary>
    /// <param name="output">0 to <see cref="Outputs"/> - 1.</param>
    public double Intercept(int output) => _parameters[(output * (Columns + 1)) + Columns];

    /// <summary>Returns the probability of each class.</summary>
    /// <param name="features">Rows of the same length as those that were fitted.</param>
    /// <returns>Rows x classes.</returns>
    /// <exception cref="HistoException">HS0002: the rows have another length.</exception>
    public FeatureMatrix Probabilities(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        features.RequireColumns(Columns);
        var result = new FeatureMatrix(features.Rows, Classes);
        var logits = new double[Outputs];
        for (int row = 0; row < features.Rows; row++)
        {
            LogisticObjective.Logits(features.Row(row), _parameters, logits);
            Span<double> probabilities = result.Row(row);
            if (Outputs == 1)
            {
                probabilities[0] = 1 / (1 + Math.Exp(logits[0]));
                probabilities[1] = 1 / (1 + Math.Exp(-logits[0]));
            }
            else
            {
                logits.CopyTo(probabilities);
                Softmax(probabilities, out _);
            }
        }

        return result;
    }

    /// <summary>Returns for each row the most probable class.</summary>
    /// <param name="features">Rows of the same length as those that were fitted.</param>
    /// <exception cref="HistoException">HS0002: the rows have another length.</exception>
    public int[] Predict(FeatureMatrix features) => KnnClassifier.Predict(Probabilities(features));

    /// <summary>Replaces logits by probabilities; returns the sum of exp(logit - largest).</summary>
    internal static double Softmax(Span<double> logits, out double largest)
    {
        largest = double.NegativeInfinity;
        foreach (double logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = 0;
        foreach (ref double logit in logits)
        {
            logit = Math.Exp(logit - largest);
            sum += logit;
        }

        foreach (ref double logit in logits)
        {
            logit /= sum;
        }

        return sum;
    }
}
