using System.Globalization;
using Histo.Ssl.Reports;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>What is suspicious about a cross-validation, seen from its predictions.</summary>
public static class MilReportWarnings
{
    private const int FewPatients = 20;

    /// <summary>Looks for leaks, small cohorts and absent classes.</summary>
    /// <param name="input">What is to be reported.</param>
    /// <returns>How bad it is, and a sentence each.</returns>
    public static IReadOnlyList<(NoticeKind Kind, string Text)> Find(MilReportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return [.. Patients(input), .. Classes(input)];
    }

    private static IEnumerable<(NoticeKind Kind, string Text)> Patients(MilReportInput input)
    {
        if (input.Predictions.Count == 0)
        {
            yield break;
        }

        int unknown = input.Predictions.Count(each => each.PatientId is null);
        if (unknown > 0)
        {
            yield return (NoticeKind.Warning, Text($"{unknown} of {input.Predictions.Count} slides have no patient: each of them counts as a patient of its own. If they share patients, training and test slides may too, and the results are too good."));
        }

        string[] split = [.. input.Predictions.Where(each => each.PatientId is not null).GroupBy(each => each.PatientId!, StringComparer.Ordinal).Where(group => group.Select(each => each.Fold).Distinct().Count() > 1).Select(group => group.Key)];
        if (split.Length > 0 && !IsRepeated(input))
        {
            yield return (NoticeKind.Problem, Text($"{split.Length} patients have slides in several test folds, for example {split[0]}: the folds were made slide by slide, and the results are too good."));
        }

        int patients = input.Predictions.Select(PatientOf).Distinct(StringComparer.Ordinal).Count();
        if (patients < FewPatients)
        {
            yield return (NoticeKind.Warning, Text($"There are {patients} patients only: the intervals are wide, and they understate what another cohort would change."));
        }
    }

    private static IEnumerable<(NoticeKind Kind, string Text)> Classes(MilReportInput input)
    {
        int[] folds = [.. input.Predictions.Select(each => each.Fold).Distinct().Order()];
        for (int index = 0; index < input.ClassNames.Count; index++)
        {
            MilReportPrediction[] own = [.. input.Predictions.Where(each => each.TrueClass == index)];
            if (own.Length == 0)
            {
                yield return (NoticeKind.Warning, Text($"No slide of the class {input.ClassNames[index]} was tested."));
                continue;
            }

            int[] absent = [.. folds.Except(own.Select(each => each.Fold))];
            if (absent.Length > 0)
            {
                yield return (NoticeKind.Warning, Text($"The class {input.ClassNames[index]} ({own.Select(PatientOf).Distinct(StringComparer.Ordinal).Count()} patients) is absent from the test slides of fold {string.Join(", ", absent)}: scores that need it are not defined there."));
            }
        }
    }

    // Repeated cross-validation tests every slide several times, so that its patients are in several folds by right.
    private static bool IsRepeated(MilReportInput input) => input.Predictions.GroupBy(each => each.SlideId, StringComparer.Ordinal).Any(group => group.Count() > 1);

    private static string PatientOf(MilReportPrediction prediction) => prediction.PatientId is { } patient ? $"patient {patient}" : $"slide {prediction.SlideId}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
