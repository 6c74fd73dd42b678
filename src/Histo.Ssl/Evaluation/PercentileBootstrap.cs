using Histo.Ssl.Randomness;

namespace Histo.Ssl.Evaluation;

/// <summary>Percentile bootstrap over groups: whole patients are drawn, with all their slides.</summary>
/// <remarks>
/// A resample draws as many groups as there are, with replacement; a group drawn twice counts its rows twice. Quantiles are interpolated linearly.
/// Source: B. Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics 7, 1979; 1000 resamples as STAMP.
/// </remarks>
public static class PercentileBootstrap
{
    /// <summary>Computes an interval. A function of the arguments alone: equal calls give equal intervals.</summary>
    /// <param name="groups">For each row its group (patient), compared ordinally; at least one row.</param>
    /// <param name="statistic">The figure of some rows (indices, with repeats); null where it is not defined, for example an AUC of one class. Such a resample is skipped.</param>
    /// <param name="resamples">Number of resamples, 1 or more; 1000 by default.</param>
    /// <param name="seed">Seed; 0 by default.</param>
    /// <param name="level">Share of resamples inside the interval, between 0 and 1; 0.95 by default.</param>
    /// <exception cref="HistoException">HS1872: there is no row, or an option is out of range.</exception>
    public static BootstrapInterval Interval(IReadOnlyList<string> groups, Func<int[], double?> statistic, int resamples = 1000, ulong seed = 0, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(statistic);
        if (groups.Count == 0 || resamples < 1 || !(level > 0 && level < 1))
        {
            throw new HistoException(ErrorCodes.BadBootstrap, "a bootstrap cannot be made", seen: FormattableString.Invariant($"{groups.Count} rows, {resamples} resamples, level {level}"), wanted: "1 row, 1 resample, a level between 0 and 1");
        }

        int[][] members = [.. groups.Select((group, row) => (group, row)).GroupBy(each => each.group, each => each.row, StringComparer.Ordinal).Select(group => group.ToArray())];
        List<double> values = new(resamples);
        List<int> rows = new(groups.Count);
        for (int resample = 0; resample < resamples; resample++)
        {
            var random = new CounterRandom(seed, resample, 0, RandomSlot.Evaluation);
            rows.Clear();
            for (int draw = 0; draw < members.Length; draw++)
            {
                rows.AddRange(members[random.Next(members.Length)]);
            }

            if (statistic([.. rows]) is { } value && !double.IsNaN(value))
            {
                values.Add(value);
            }
        }

        values.Sort();
        double? estimate = statistic([.. Enumerable.Range(0, groups.Count)]);
        return new BootstrapInterval(estimate, Quantile(values, (1 - level) / 2), Quantile(values, (1 + level) / 2), level, resamples, values.Count);
    }

    /// <summary>Quantile of sorted values, interpolated linearly; null without any.</summary>
    internal static double? Quantile(IReadOnlyList<double> sorted, double share)
    {
        if (sorted.Count == 0)
        {
            return null;
        }

        double position = share * (sorted.Count - 1);
        int below = (int)position;
        return below + 1 < sorted.Count ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
