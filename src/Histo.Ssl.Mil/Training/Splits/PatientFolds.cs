using Histo.Ssl.Randomness;

namespace Histo.Ssl.Mil.Training;

/// <summary>Folds of whole patients with nearly the same share of every class, each with an inner validation part of its training patients.</summary>
/// <remarks>A pure function of cohort, settings and seed. Censored and observed events are the strata of a survival cohort, quarters of the target those of a regression.</remarks>
public static class PatientFolds
{
    private const int RegressionStrata = 4;

    /// <summary>Makes the folds.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="folds">Number of folds, 2 or more and at most the number of patients.</param>
    /// <param name="validationShare">Share of the training patients that validate, 0 (none) to below 1.</param>
    /// <param name="seed">Seed of the order in which patients are dealt.</param>
    /// <param name="bySlide">Whether slides of one patient may come apart. The result then measures, in part, the memory of a patient: say so where it is reported.</param>
    /// <returns>One split a fold.</returns>
    /// <exception cref="HistoException">HS0001: a setting is out of range. HS1807: there are not enough patients.</exception>
    public static IReadOnlyList<CohortSplit> Create(MilCohort cohort, int folds, double validationShare = 0.2, ulong seed = 0, bool bySlide = false)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        if (folds < 2 || validationShare is not (>= 0 and < 1))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "folds are two or more, the validation share is below 1", seen: $"{folds} folds, share {validationShare}", wanted: "2 or more, 0 to below 1");
        }

        Func<LabelledBag, string> unit = bySlide ? bag => bag.Id : bag => bag.Patient;
        int[] strata = Strata(cohort);
        int[] foldOf = Deal(cohort.Bags, strata, unit, folds, seed, 0);
        var splits = new List<CohortSplit>();
        for (int fold = 0; fold < folds; fold++)
        {
            int[] inside = [.. Enumerable.Range(0, foldOf.Length).Where(i => foldOf[i] != fold)];
            LabelledBag[] rest = [.. inside.Select(i => cohort.Bags[i])], test = [.. Enumerable.Range(0, foldOf.Length).Where(i => foldOf[i] == fold).Select(i => cohort.Bags[i])];
            int parts = validationShare == 0 ? 0 : Math.Max(2, (int)Math.Round(1 / validationShare));
            int[] inner = parts == 0 ? new int[rest.Length] : Deal(rest, [.. inside.Select(i => strata[i])], unit, parts, seed, fold + 1);
            splits.Add(new CohortSplit(
                fold, [.. rest.Where((_, i) => parts == 0 || inner[i] != 0)], [.. rest.Where((_, i) => parts > 0 && inner[i] == 0)], test));
        }

        return splits;
    }

    /// <summary>Returns the stratum of each bag: its class, or what stands for it.</summary>
    private static int[] Strata(MilCohort cohort)
    {
        switch (cohort.Kind)
        {
            case TargetKind.Classification:
                return [.. cohort.Bags.Select(bag => cohort.Classes.ToList().IndexOf(bag.Label.Class!))];
            case TargetKind.Survival:
                return [.. cohort.Bags.Select(bag => bag.Label.Event == true ? 1 : 0)];
            default:
                double[] sorted = [.. cohort.Bags.Select(bag => bag.Label.Value!.Value).Order()];
                return [.. cohort.Bags.Select(bag => RegressionStrata * Array.BinarySearch(sorted, bag.Label.Value!.Value) / sorted.Length).Select(stratum => Math.Clamp(stratum, 0, RegressionStrata - 1))];
        }
    }

    private static int[] Deal(IReadOnlyList<LabelledBag> bags, int[] strata, Func<LabelledBag, string> unit, int folds, ulong seed, int draw)
    {
        int classes = strata.Max() + 1;
        string[] groups = [.. bags.Select(unit).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (groups.Length < folds)
        {
            throw new HistoException(Histo.Ssl.ErrorCodes.TooFewGroups, "there are fewer patients than parts", seen: $"{groups.Length} patients", wanted: $"{folds} or more", action: "Ask for fewer folds, or a smaller validation share.");
        }

        new CounterRandom(seed, draw, 0, RandomSlot.BagFolds).Shuffle(groups.AsSpan());
        var counts = groups.ToDictionary(group => group, _ => new int[classes], StringComparer.Ordinal);
        for (int i = 0; i < bags.Count; i++)
        {
            counts[unit(bags[i])][strata[i]]++;
        }

        int[] dealt = StratifiedDealing.Deal([.. groups.Select(group => counts[group])], folds);
        var foldOf = groups.Select((group, i) => (group, dealt[i])).ToDictionary(each => each.group, each => each.Item2, StringComparer.Ordinal);
        return [.. bags.Select(bag => foldOf[unit(bag)])];
    }
}
