namespace Histo.Ssl.Evaluation;

/// <summary>How often each true class was predicted as each class, and the scores made from it.</summary>
/// <remarks>Classes are the sorted values that occur in the truth or the prediction, or all of a known number of classes. Ordered weights count in positions of that order, not in label values.</remarks>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;
    private readonly long[] _true, _predicted;
    private readonly long _total;

    private ConfusionMatrix(int[] labels, long[,] counts)
    {
        Labels = labels;
        _counts = counts;
        _true = new long[labels.Length];
        _predicted = new long[labels.Length];
        for (int t = 0; t < labels.Length; t++)
        {
            for (int p = 0; p < labels.Length; p++)
            {
                _true[t] += counts[t, p];
                _predicted[p] += counts[t, p];
                _total += counts[t, p];
            }
        }
    }

    /// <summary>Gets the label values, sorted: what the rows and columns mean.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Gets the number of samples of a true class that were predicted as a class.</summary>
    /// <param name="truth">Position of the true class in <see cref="Labels"/>.</param>
    /// <param name="predicted">Position of the predicted class in <see cref="Labels"/>.</param>
    public long this[int truth, int predicted] => _counts[truth, predicted];

    /// <summary>Gets the share of samples that were predicted rightly.</summary>
    public double Accuracy => (double)Diagonal() / _total;

    /// <summary>Gets the mean over the classes that occur in the truth of the share of their members that was found.</summary>
    public double BalancedAccuracy
    {
        get
        {
            double sum = 0;
            int classes = 0;
            for (int c = 0; c < _true.Length; c++)
            {
                if (_true[c] > 0)
                {
                    sum += (double)_counts[c, c] / _true[c];
                    classes++;
                }
            }

            return sum / classes;
        }
    }

    /// <summary>Gets F1 of each class, in the order of <see cref="Labels"/>: 2 TP / (2 TP + FP + FN); 0 for a class that occurs nowhere.</summary>
    public IReadOnlyList<double> F1
    {
        get
        {
            var f1 = new double[_true.Length];
            for (int c = 0; c < f1.Length; c++)
            {
                f1[c] = Occurs(c) ? 2.0 * _counts[c, c] / (_true[c] + _predicted[c]) : 0;
            }

            return f1;
        }
    }

    /// <summary>Gets the plain mean of <see cref="F1"/> over the classes that occur; a class that is only ever predicted counts as 0.</summary>
    public double MacroF1 => F1.Where((_, c) => Occurs(c)).Average();

    /// <summary>Gets the plain mean of <see cref="F1"/> over all of <see cref="Labels"/>: a class that occurs nowhere counts as 0.</summary>
    public double MacroF1AllClasses => F1.Average();

    /// <summary>Gets the mean of <see cref="F1"/> weighted by true members.</summary>
    public double WeightedF1 => F1.Select((f1, c) => f1 * _true[c]).Sum() / _total;

    /// <summary>Gets Matthews' correlation coefficient, in its form for any number of classes; 0 where truth or prediction is constant.</summary>
    /// <remarks>Source: J. Gorodkin, Computational Biology and Chemistry 28, 2004.</remarks>
    public double Matthews
    {
        get
        {
            double product = 0, trueSquares = 0, predictedSquares = 0, square = (double)_total * _total;
            for (int c = 0; c < _true.Length; c++)
            {
                product += (double)_true[c] * _predicted[c];
                trueSquares += (double)_true[c] * _true[c];
                predictedSquares += (double)_predicted[c] * _predicted[c];
            }

            double scale = (square - trueSquares) * (square - predictedSquares);
            return scale == 0 ? 0 : (((double)Diagonal() * _total) - product) / Math.Sqrt(scale);
        }
    }

    /// <summary>Counts labels.</summary>
    /// <param name="truth">True label values, at least one.</param>
    /// <param name="predicted">Predicted label values, as many.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ or are 0.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted)
    {
        RequirePairs(truth, predicted);
        (int[] labels, int[] index) = ClassLabels.Index([.. truth, .. predicted]);
        var counts = new long[labels.Length, labels.Length];
        for (int i = 0; i < truth.Length; i++)
        {
            counts[index[i], index[truth.Length + i]]++;
        }

        return new ConfusionMatrix(labels, counts);
    }

    /// <summary>Counts class indices of a known number of classes: <see cref="Labels"/> are all of them, whether they occur or not.</summary>
    /// <param name="truth">True classes, 0 to <paramref name="classes"/> - 1, at least one.</param>
    /// <param name="predicted">Predicted classes, as many.</param>
    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ or are 0, or a label is not a class index.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        RequirePairs(truth, predicted);
        ClassLabels.Count(truth, classes);
        ClassLabels.Count(predicted, classes);
        var counts = new long[classes, classes];
        for (int i = 0; i < truth.Length; i++)
        {
            counts[truth[i], predicted[i]]++;
        }

        return new ConfusionMatrix([.. Enumerable.Range(0, classes)], counts);
    }

    /// <summary>Returns the share of a class's members that was found; NaN for a class without true members.</summary>
    /// <param name="position">Position of the class in <see cref="Labels"/>.</param>
    public double Sensitivity(int position) => (double)_counts[position, position] / _true[position];

    /// <summary>Returns the share of the other classes' members that was not taken for this class; NaN when every sample is of this class.</summary>
    /// <param name="position">Position of the class in <see cref="Labels"/>.</param>
    public double Specificity(int position)
    {
        long others = _total - _true[position];
        return (double)(others - _predicted[position] + _counts[position, position]) / others;
    }

    /// <summary>Returns F1 of one class; 0 when the label occurs nowhere.</summary>
    /// <param name="label">The label value that counts as positive.</param>
    public double F1Of(int label)
    {
        for (int c = 0; c < Labels.Count; c++)
        {
            if (Labels[c] == label)
            {
                return F1[c];
            }
        }

        return 0;
    }

    /// <summary>Returns Cohen's kappa: agreement above chance; NaN when truth and prediction are one and the same single class.</summary>
    /// <param name="weighting">How confusions weigh.</param>
    /// <remarks>Source: J. Cohen, Psychological Bulletin 70, 1968.</remarks>
    public double Kappa(KappaWeighting weighting = KappaWeighting.None)
    {
        double observed = 0, expected = 0;
        for (int t = 0; t < _true.Length; t++)
        {
            for (int p = 0; p < _true.Length; p++)
            {
                double weight = weighting switch
                {
                    KappaWeighting.Linear => Math.Abs(t - p),
                    KappaWeighting.Quadratic => (t - p) * (double)(t - p),
                    _ => t == p ? 0 : 1,
                };
                observed += weight * _counts[t, p];
                expected += weight * _true[t] * _predicted[p] / _total;
            }
        }

        return 1 - (observed / expected);
    }

    private static void RequirePairs(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted)
    {
        if (truth.Length == 0 || truth.Length != predicted.Length)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one prediction a sample", seen: predicted.Length, wanted: truth.Length);
        }
    }

    private bool Occurs(int position) => _true[position] + _predicted[position] > 0;

    private long Diagonal()
    {
        long sum = 0;
        for (int c = 0; c < _true.Length; c++)
        {
            sum += _counts[c, c];
        }

        return sum;
    }
}
