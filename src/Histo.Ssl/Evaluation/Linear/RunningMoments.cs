namespace Histo.Ssl.Evaluation;

/// <summary>Batch normalisation without scale and shift: eps 1e-6 as MAE has it, running statistics with torch's momentum 0.1 and unbiased variance.</summary>
internal sealed class RunningMoments
{
    private const double Epsilon = 1e-6, Momentum = 0.1;
    private readonly double[] _mean, _variance;

    public RunningMoments(int columns)
    {
        _mean = new double[columns];
        _variance = new double[columns];
        Array.Fill(_variance, 1);
    }

    /// <summary>Normalises a batch of two rows or more in place by its own statistics and takes note of them.</summary>
    public void Normalise(FeatureMatrix batch)
    {
        for (int column = 0; column < _mean.Length; column++)
        {
            double mean = 0, squares = 0;
            for (int row = 0; row < batch.Rows; row++)
            {
                mean += batch.Row(row)[column] / batch.Rows;
            }

            for (int row = 0; row < batch.Rows; row++)
            {
                double difference = batch.Row(row)[column] - mean;
                squares += difference * difference;
            }

            double scale = 1 / Math.Sqrt((squares / batch.Rows) + Epsilon);
            for (int row = 0; row < batch.Rows; row++)
            {
                ref double value = ref batch.Row(row)[column];
                value = (value - mean) * scale;
            }

            _mean[column] += Momentum * (mean - _mean[column]);
            _variance[column] += Momentum * ((squares / (batch.Rows - 1)) - _variance[column]);
        }
    }

    /// <summary>Makes the running statistics part of a layer's parameters, so that it reads features as they are.</summary>
    public void Fold(double[] parameters)
    {
        int stride = _mean.Length + 1;
        for (int start = 0; start < parameters.Length; start += stride)
        {
            for (int i = 0; i < _mean.Length; i++)
            {
                parameters[start + i] /= Math.Sqrt(_variance[i] + Epsilon);
                parameters[start + _mean.Length] -= parameters[start + i] * _mean[i];
            }
        }
    }
}
