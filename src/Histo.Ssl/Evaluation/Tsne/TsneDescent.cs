namespace Histo.Ssl.Evaluation;

/// <summary>Moves the points of a t-SNE down the gradient: momentum 0.5 under exaggeration, 0.8 afterwards, and a gain for each coordinate that grows by 0.2 while the direction changes against the last move and shrinks by a fifth otherwise.</summary>
internal sealed class TsneDescent
{
    private const int CheckEvery = 50;
    private const double SmallestGain = 0.01;
    private readonly ITsneForces _forces;
    private readonly TsneOptions _options;
    private readonly Axis _x, _y;
    private readonly double _rate;

    public TsneDescent(ITsneForces forces, FeatureMatrix start, TsneOptions options)
    {
        (_forces, _options) = (forces, options);
        (_x, _y) = (new Axis(start, 0), new Axis(start, 1));
        _rate = options.LearningRate ?? Math.Max(start.Rows / options.EarlyExaggeration / 4, 50);
    }

    public TsneResult Run(IProgress<TsneProgress>? progress, CancellationToken cancellation)
    {
        int exaggerated = Math.Min(_options.ExaggerationIterations, _options.Iterations);
        int done = Descend(0, exaggerated, _options.EarlyExaggeration, 0.5, progress, cancellation);
        done = Descend(done, _options.Iterations, 1, 0.8, progress, cancellation);
        var embedding = new FeatureMatrix(_x.Values.Length, 2);
        for (int row = 0; row < embedding.Rows; row++)
        {
            (embedding.Row(row)[0], embedding.Row(row)[1]) = (_x.Values[row], _y.Values[row]);
        }

        return new TsneResult(embedding, _forces.Divergence(_x.Values, _y.Values), done, _forces.Method);
    }

    private int Descend(int first, int end, double exaggeration, double momentum, IProgress<TsneProgress>? progress, CancellationToken cancellation)
    {
        _x.Restart();
        _y.Restart();
        double best = double.PositiveInfinity;
        int bestAt = first;
        for (int i = first; i < end; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _forces.Gradient(_x.Values, _y.Values, exaggeration, _x.Gradient, _y.Gradient);
            double squares = _x.Move(momentum, _rate) + _y.Move(momentum, _rate);
            if ((i + 1) % CheckEvery != 0)
            {
                continue;
            }

            double divergence = _forces.Divergence(_x.Values, _y.Values), norm = Math.Sqrt(squares);
            progress?.Report(new TsneProgress(i + 1, _options.Iterations, divergence, norm));
            (best, bestAt) = divergence < best ? (divergence, i) : (best, bestAt);
            bool stuck = exaggeration == 1 && i - bestAt > _options.PatienceIterations;
            if (stuck || norm <= _options.MinGradientNorm)
            {
                return i + 1;
            }
        }

        return Math.Max(first, end);
    }

    /// <summary>One coordinate of all points.</summary>
    private sealed class Axis
    {
        private readonly double[] _update, _gains;

        public Axis(FeatureMatrix start, int column)
        {
            (Values, Gradient, _update, _gains) = (new double[start.Rows], new double[start.Rows], new double[start.Rows], new double[start.Rows]);
            for (int row = 0; row < start.Rows; row++)
            {
                Values[row] = start.Row(row)[column];
            }
        }

        public double[] Values { get; }

        public double[] Gradient { get; }

        public void Restart()
        {
            Array.Clear(_update);
            Array.Fill(_gains, 1);
        }

        /// <summary>Moves all points and returns the sum of the squares of the gradient after its gains.</summary>
        public double Move(double momentum, double rate)
        {
            double squares = 0;
            for (int i = 0; i < Values.Length; i++)
            {
                bool turns = _update[i] * Gradient[i] < 0;
                _gains[i] = Math.Max(SmallestGain, turns ? _gains[i] + 0.2 : _gains[i] * 0.8);
                double step = _gains[i] * Gradient[i];
                _update[i] = (momentum * _update[i]) - (rate * step);
                Values[i] += _update[i];
                squares += step * step;
            }

            return squares;
        }
    }
}
