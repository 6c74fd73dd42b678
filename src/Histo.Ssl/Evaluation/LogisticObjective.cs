namespace Histo.Ssl.Evaluation;

/// <summary>1/2 |W|^2 + C x sum of weighted log losses and its gradient; the intercepts, last of each class's parameters, are free.</summary>
/// <remarks>Rows are handled in chunks whose number depends on the rows only, and chunks are summed in order: results do not depend on threads.</remarks>
internal sealed class LogisticObjective
{
    private readonly FeatureMatrix _features;
    private readonly int[] _labels;
    private readonly double[] _sampleWeights;
    private readonly double _c;
    private readonly int _chunkRows;
    private readonly double[][] _gradients;
    private readonly double[] _losses;
    private readonly CancellationToken _cancellationToken;

    public LogisticObjective(FeatureMatrix features, int[] labels, int outputs, double[] sampleWeights, double c, CancellationToken cancellationToken)
    {
        _features = features;
        _labels = labels;
        _sampleWeights = sampleWeights;
        _c = c;
        _cancellationToken = cancellationToken;
        Outputs = outputs;
        _chunkRows = Math.Max(256, (features.Rows + 31) / 32);
        int chunks = (features.Rows + _chunkRows - 1) / _chunkRows;
        _losses = new double[chunks];
        _gradients = [.. Enumerable.Range(0, chunks).Select(_ => new double[Parameters])];
    }

    /// <summary>Gets the number of linear outputs: 1 for two classes, else one a class.</summary>
    public int Outputs { get; }

    public int Parameters => Outputs * (_features.Columns + 1);

    public double Evaluate(double[] parameters, double[] gradient)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        Parallel.For(0, _losses.Length, chunk => EvaluateChunk(chunk, parameters));
        double loss = 0;
        Array.Clear(gradient);
        for (int chunk = 0; chunk < _losses.Length; chunk++)
        {
            loss += _losses[chunk];
            DenseVector.AddScaled(gradient, _c, _gradients[chunk]);
        }

        double penalty = 0;
        int columns = _features.Columns;
        for (int k = 0; k < Outputs; k++)
        {
            ReadOnlySpan<double> weights = parameters.AsSpan(k * (columns + 1), columns);
            penalty += DenseVector.Dot(weights, weights);
            DenseVector.AddScaled(gradient.AsSpan(k * (columns + 1), columns), 1, weights);
        }

        return (0.5 * penalty) + (_c * loss);
    }

    /// <summary>The linear outputs of a row.</summary>
    public static void Logits(ReadOnlySpan<double> row, double[] parameters, Span<double> logits)
    {
        for (int k = 0; k < logits.Length; k++)
        {
            ReadOnlySpan<double> own = parameters.AsSpan(k * (row.Length + 1), row.Length + 1);
            logits[k] = DenseVector.Dot(row, own) + own[^1];
        }
    }

    /// <summary>Replaces logits by the derivatives of the loss and returns the loss.</summary>
    public static double Multinomial(double[] logits, int label)
    {
        double own = logits[label], sum = LogisticModel.Softmax(logits, out double largest);
        logits[label] -= 1;
        return Math.Log(sum) + largest - own;
    }

    private void EvaluateChunk(int chunk, double[] parameters)
    {
        int columns = _features.Columns, end = Math.Min(_features.Rows, (chunk + 1) * _chunkRows);
        double[] gradient = _gradients[chunk];
        Array.Clear(gradient);
        var residuals = new double[Outputs];
        double loss = 0;
        for (int row = chunk * _chunkRows; row < end; row++)
        {
            ReadOnlySpan<double> values = _features.Row(row);
            Logits(values, parameters, residuals);
            double weight = _sampleWeights[row];
            loss += weight * (Outputs == 1 ? Binary(residuals, _labels[row]) : Multinomial(residuals, _labels[row]));
            for (int k = 0; k < residuals.Length; k++)
            {
                Span<double> own = gradient.AsSpan(k * (columns + 1), columns + 1);
                DenseVector.AddScaled(own[..columns], weight * residuals[k], values);
                own[^1] += weight * residuals[k];
            }
        }

        _losses[chunk] = loss;
    }

    // As Multinomial, for a single logit.
    private static double Binary(double[] logit, int label)
    {
        double z = label == 1 ? logit[0] : -logit[0];
        double loss = z > 0 ? Math.Log(1 + Math.Exp(-z)) : Math.Log(1 + Math.Exp(z)) - z;
        double wrong = 1 / (1 + Math.Exp(z));
        logit[0] = label == 1 ? -wrong : wrong;
        return loss;
    }
}
