using Histo.Ssl.Randomness;

namespace Histo.Ssl.Evaluation;

/// <summary>Intervals of paired differences: a resample draws whole groups, and seeds, with replacement, the same for both arms.</summary>
/// <remarks>
/// Groups (patients, slides) carry what tissue contributes to the uncertainty, seeds what training contributes; drawing both covers both. Percentile interval.
/// Source: B. Efron, Annals of Statistics 7, 1979; crossing groups and seeds is this library's choice [D].
/// </remarks>
public static class PairedBootstrap
{
    private const double PowerFactor = 1.959964 + 0.841621;

    /// <summary>Compares two arms.</summary>
    /// <param name="first">Scores of the first arm, one a seed.</param>
    /// <param name="second">Scores of the second arm, in the same order of seeds, of the same groups.</param>
    /// <param name="resamples">Resamples, 1 or more; 2,000 by default.</param>
    /// <param name="seed">Seed of the resamples; 0 by default.</param>
    /// <param name="level">Share of the resamples inside the interval, between 0 and 1; 0.95 by default.</param>
    /// <exception cref="HistoException">HS0002: the arms have not as many seeds, none, or other groups. HS1872: an option is out of range. HS1809: a score is not defined on all groups.</exception>
    public static PairedDifference Compare(IReadOnlyList<GroupedScore> first, IReadOnlyList<GroupedScore> second, int resamples = 2000, ulong seed = 0, double level = 0.95)
    {
        Require(first, second, resamples, level);
        double[] a = Array.ConvertAll([.. first], Whole), b = Array.ConvertAll([.. second], Whole), differences = [.. a.Zip(b, (x, y) => x - y)];
        double difference = differences.Average();
        int groups = first[0].Groups.Count;
        double[] drawn = Draw(first, second, resamples, seed);
        double? error = drawn.Length < 2 ? null : Deviation(drawn);
        return new PairedDifference
        {
            First = a.Average(),
            Second = b.Average(),
            Difference = difference,
            Low = PercentileBootstrap.Quantile(drawn, (1 - level) / 2),
            High = PercentileBootstrap.Quantile(drawn, (1 + level) / 2),
            Level = level,
            SeedDeviation = differences.Length < 2 ? null : Deviation(differences),
            Seeds = differences.Length,
            SeedsBetter = differences.Count(each => each > 0),
            Groups = groups,
            StandardError = error,
            GroupsNeeded = difference == 0 || error is not > 0 ? null : (long)Math.Min(1e15, Math.Ceiling(groups * Math.Pow(PowerFactor * error.Value / difference, 2))),
        };
    }

    private static double[] Draw(IReadOnlyList<GroupedScore> first, IReadOnlyList<GroupedScore> second, int resamples, ulong seed)
    {
        int groups = first[0].Groups.Count;
        var drawn = new double[resamples];
        Parallel.For(0, resamples, resample =>
        {
            var random = new CounterRandom(seed, resample, 0, RandomSlot.Evaluation);
            var weights = new int[groups];
            for (int draw = 0; draw < groups; draw++)
            {
                weights[random.Next(groups)]++;
            }

            double sum = 0;
            for (int draw = 0; draw < first.Count; draw++)
            {
                int index = random.Next(first.Count);
                sum += (first[index].Value(weights) ?? double.NaN) - (second[index].Value(weights) ?? double.NaN);
            }

            drawn[resample] = sum / first.Count;
        });
        double[] used = [.. drawn.Where(double.IsFinite)];
        Array.Sort(used);
        return used;
    }

    private static void Require(IReadOnlyList<GroupedScore> first, IReadOnlyList<GroupedScore> second, int resamples, double level)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count == 0 || first.Count != second.Count || first.Concat(second).Any(score => !score.Groups.SequenceEqual(first[0].Groups, StringComparer.Ordinal)))
        {
            throw new HistoException(ErrorCodes.WrongShape, "the arms are not paired", seen: $"{first.Count} and {second.Count} seeds", wanted: "as many seeds, one or more, all of the same groups");
        }

        if (resamples < 1 || !(level > 0 && level < 1))
        {
            throw new HistoException(ErrorCodes.BadBootstrap, "a bootstrap cannot be made", seen: FormattableString.Invariant($"{resamples} resamples, level {level}"), wanted: "1 resample or more, a level between 0 and 1");
        }
    }

    private static double Whole(GroupedScore score) => score.Value() ?? throw new HistoException(ErrorCodes.ScoreNotFinite, "a score is not defined on all groups", seen: "no value", wanted: "two classes in a fold");

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
