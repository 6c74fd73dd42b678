namespace Histo.Ssl.Evaluation;

/// <summary>A linear layer, the intercept last of each class's parameters, and its steps of SGD with momentum.</summary>
internal sealed class LinearLayer(int columns, int classes, double[] parameters)
{
    private const double Momentum = 0.9;
    private readonly double[] _velocity = new double[parameters.Length];
    private readonly double[] _gradient = new double[parameters.Length];
    private readonly double[] _residuals = new double[classes];

    public double[] Parameters => parameters;

    /// <summary>Takes one step down the weighted mean cross-entropy, weighted by class as torch does, and returns its value before the step.</summary>
    public double Step(FeatureMatrix batch, int[] labels, double[] classWeights, double rate)
    {
        Array.Clear(_gradient);
        double total = labels.Sum(label => classWeights[label]), loss = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            ReadOnlySpan<double> values = batch.Row(row);
            LogisticObjective.Logits(values, parameters, _residuals);
            double weight = classWeights[labels[row]] / total;
            loss += weight * LogisticObjective.Multinomial(_residuals, labels[row]);
            for (int c = 0; c < classes; c++)
            {
                Span<double> own = _gradient.AsSpan(c * (columns + 1), columns + 1);
                DenseVector.AddScaled(own[..columns], weight * _residuals[c], values);
                own[^1] += weight * _residuals[c];
            }
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            _velocity[i] = (Momentum * _velocity[i]) + _gradient[i];
            parameters[i] -= rate * _velocity[i];
        }

        return loss;
    }
}
