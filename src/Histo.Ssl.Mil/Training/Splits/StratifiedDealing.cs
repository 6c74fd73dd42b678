namespace Histo.Ssl.Mil.Training;

/// <summary>Deals groups out to folds so that each fold has nearly the same share of every class.</summary>
/// <remarks>
/// Groups go in the order of the spread of their class counts, widest first (ties: as given), each to the fold that leaves the shares most even: least mean over classes of the deviation over folds, then fewest samples, then first.
/// Source: the rule of scikit-learn 1.2.1 StratifiedGroupKFold.
/// </remarks>
internal static class StratifiedDealing
{
    /// <summary>Returns the fold of each group.</summary>
    /// <param name="counts">For each group the number of samples of each class.</param>
    /// <param name="folds">Number of folds.</param>
    public static int[] Deal(IReadOnlyList<int[]> counts, int folds)
    {
        int classes = counts[0].Length;
        double[] totals = [.. Enumerable.Range(0, classes).Select(c => (double)counts.Sum(group => group[c]))];
        var dealt = new double[folds][];
        for (int fold = 0; fold < folds; fold++)
        {
            dealt[fold] = new double[classes];
        }

        int[] foldOf = new int[counts.Count];
        foreach (int group in Enumerable.Range(0, counts.Count).OrderByDescending(group => Deviation(counts[group].Select(count => (double)count))))
        {
            (double Spread, double Samples) best = (double.PositiveInfinity, double.PositiveInfinity);
            for (int fold = 0; fold < folds; fold++)
            {
                Add(dealt[fold], counts[group], 1);
                double spread = Enumerable.Range(0, classes).Where(c => totals[c] > 0).Average(c => Deviation(dealt.Select(own => own[c] / totals[c])));
                Add(dealt[fold], counts[group], -1);
                (double, double) cost = (spread, dealt[fold].Sum());
                if (spread < best.Spread - 1e-12 || (Math.Abs(spread - best.Spread) <= 1e-12 && cost.Item2 < best.Samples))
                {
                    (best, foldOf[group]) = (cost, fold);
                }
            }

            Add(dealt[foldOf[group]], counts[group], 1);
        }

        return foldOf;
    }

    private static void Add(double[] fold, int[] group, int sign)
    {
        for (int c = 0; c < fold.Length; c++)
        {
            fold[c] += sign * group[c];
        }
    }

    private static double Deviation(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return Math.Sqrt(all.Average(value => (value - mean) * (value - mean)));
    }
}
