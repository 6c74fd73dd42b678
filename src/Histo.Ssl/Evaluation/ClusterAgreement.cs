namespace Histo.Ssl.Evaluation;

/// <summary>How well two labellings of the same samples agree, whatever the names of the labels.</summary>
/// <remarks>Symmetric in the two labellings. Entropies in nats.</remarks>
public sealed class ClusterAgreement
{
    private readonly long[,] _counts;
    private readonly long[] _first, _second;
    private readonly int _total;

    /// <summary>Counts the pairs of labels.</summary>
    /// <param name="first">Labels of the samples, any values.</param>
    /// <param name="second">Other labels of the same samples.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ or are 0.</exception>
    public ClusterAgreement(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.Length == 0 || first.Length != second.Length)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the two labellings are not of the same samples", seen: second.Length, wanted: first.Length);
        }

        (int[] firstValues, int[] firstIndex) = ClassLabels.Index(first);
        (int[] secondValues, int[] secondIndex) = ClassLabels.Index(second);
        _total = first.Length;
        _first = new long[firstValues.Length];
        _second = new long[secondValues.Length];
        _counts = new long[firstValues.Length, secondValues.Length];
        for (int i = 0; i < _total; i++)
        {
            _first[firstIndex[i]]++;
            _second[secondIndex[i]]++;
            _counts[firstIndex[i], secondIndex[i]]++;
        }
    }

    private bool BothConstant => _first.Length == 1 && _second.Length == 1;

    /// <summary>Gets the mutual information in nats; 0 or more.</summary>
    public double MutualInformation
    {
        get
        {
            double sum = 0;
            for (int a = 0; a < _first.Length; a++)
            {
                for (int b = 0; b < _second.Length; b++)
                {
                    if (_counts[a, b] > 0)
                    {
                        double p = (double)_counts[a, b] / _total;
                        sum += p * Math.Log((double)_counts[a, b] * _total / ((double)_first[a] * _second[b]));
                    }
                }
            }

            return Math.Abs(sum) < 1e-15 ? 0 : Math.Max(sum, 0);
        }
    }

    /// <summary>Gets the adjusted Rand index: 0 for chance, 1 for equal partitions; may be negative.</summary>
    /// <remarks>Source: L. Hubert, P. Arabie, Journal of Classification 2, 1985.</remarks>
    public double AdjustedRand
    {
        get
        {
            double together = 0, first = Pairs(_first), second = Pairs(_second);
            foreach (long count in _counts)
            {
                together += count * (count - 1.0) / 2;
            }

            double all = _total * (_total - 1.0) / 2;
            double expected = all == 0 ? 0 : first * second / all, most = (first + second) / 2;
            return most == expected ? 1 : (together - expected) / (most - expected);
        }
    }

    /// <summary>Gets the adjusted mutual information with the arithmetic mean: 0 for chance, 1 for equal partitions.</summary>
    /// <remarks>Source: N. Vinh, J. Epps, J. Bailey, JMLR 11, 2010.</remarks>
    public double AdjustedMutualInformation
    {
        get
        {
            if (BothConstant)
            {
                return 1;
            }

            double expected = ExpectedMutualInformation.Of(_first, _second, _total);
            double range = ((Entropy(_first) + Entropy(_second)) / 2) - expected;
            range = range < 0 ? Math.Min(range, -1e-15) : Math.Max(range, 1e-15);
            return (MutualInformation - expected) / range;
        }
    }

    /// <summary>Returns the normalised mutual information, 0 to 1; 1 when both labellings are constant.</summary>
    /// <param name="average">Which mean of the entropies divides.</param>
    public double NormalisedMutualInformation(NmiAverage average = NmiAverage.Arithmetic)
    {
        if (BothConstant)
        {
            return 1;
        }

        double information = MutualInformation;
        if (information == 0)
        {
            return 0;
        }

        double a = Entropy(_first), b = Entropy(_second);
        return information / average switch
        {
            NmiAverage.Geometric => Math.Sqrt(a * b),
            NmiAverage.Min => Math.Min(a, b),
            NmiAverage.Max => Math.Max(a, b),
            _ => (a + b) / 2,
        };
    }

    private double Entropy(long[] counts)
    {
        double sum = 0;
        foreach (long count in counts)
        {
            double p = (double)count / _total;
            sum -= p * Math.Log(p);
        }

        return sum;
    }

    private static double Pairs(long[] counts)
    {
        double sum = 0;
        foreach (long count in counts)
        {
            sum += count * (count - 1.0) / 2;
        }

        return sum;
    }
}
