using Histo.Ssl.Features;

namespace Histo.Ssl.Mil.Training;

/// <summary>Brings a folder of feature stores and a table of labels together.</summary>
public static class CohortFiles
{
    /// <summary>Reads a cohort.</summary>
    /// <param name="features">Folder of stores, one a slide.</param>
    /// <param name="labels">CSV with slide_id (or bag_id, FILENAME, path), label (or time and event), and perhaps patient, case_id or group.</param>
    /// <param name="kind">What is predicted.</param>
    /// <param name="unit">Whether a bag is a slide or a patient.</param>
    /// <param name="labelColumn">Column of the label; null to find it.</param>
    /// <returns>The cohort; <see cref="MilCohort.Counts"/> has what was left out.</returns>
    /// <exception cref="HistoException">HS1832: no stores there. HS2040: the table cannot be read or contradicts itself. HS2041: nothing to tell apart. HS2042: two stores were made differently.</exception>
    public static MilCohort Load(string features, string labels, TargetKind kind = TargetKind.Classification, BagUnit unit = BagUnit.Slide, string? labelColumn = null)
    {
        Dictionary<string, string> paths = FeatureStores.Find(features).GroupBy(path => Path.GetFileNameWithoutExtension(path)!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        (IReadOnlyList<LabelRow> rows, int without) = LabelFile.Read(labels, kind, labelColumn);
        bool patients = rows.Any(row => row.Patient is not null);
        var known = new Dictionary<string, LabelRow>(StringComparer.Ordinal);
        foreach (LabelRow row in rows.Where(row => row.SlideId is not null))
        {
            if (known.TryGetValue(row.SlideId!, out LabelRow? before) && before.Label != row.Label)
            {
                throw new HistoException(ErrorCodes.BadSlideLabels, "a slide has two labels", labels, row.SlideId, "one label a slide");
            }

            known[row.SlideId!] = row;
        }

        List<string> empty = [.. paths.Where(each => known.ContainsKey(each.Key) && IsEmpty(each.Value)).Select(each => each.Key).Order(StringComparer.Ordinal)];
        string[] usable = [.. paths.Keys.Where(slide => known.ContainsKey(slide)).Except(empty).Order(StringComparer.Ordinal)];
        LabelledBag[] bags = [.. usable.Select(slide => new LabelledBag(slide, known[slide].Patient ?? slide, [slide], known[slide].Label))];
        var counts = new CohortCounts
        {
            WithoutLabel = [.. paths.Keys.Where(slide => !known.ContainsKey(slide)).Order(StringComparer.Ordinal)],
            WithoutFeatures = [.. known.Keys.Where(slide => !paths.ContainsKey(slide)).Order(StringComparer.Ordinal)],
            Empty = empty, RowsWithoutLabel = without, PatientsKnown = patients, Bags = bags.Length,
        };
        if (bags.Length == 0)
        {
            throw new HistoException(
                ErrorCodes.NoLabelledBags, "no slide has both features and a label", labels, $"{paths.Count} stores, {known.Count} labels", "the same names in both",
                $"Compare the names of slides in the labels file and of the feature files. {counts.Describe()}");
        }

        var source = new StoreBags(usable.ToDictionary(slide => slide, slide => paths[slide], StringComparer.Ordinal));
        LabelledBag[] units = unit == BagUnit.Slide ? bags : [.. bags.GroupBy(bag => bag.Patient, StringComparer.Ordinal).Select(Merge)];
        return new MilCohort(units, kind, source, counts with { Bags = units.Length });
    }

    private static bool IsEmpty(string path)
    {
        using IFeatureStore store = FeatureStores.Open(path);
        return store.Info.Rows == 0;
    }

    private static LabelledBag Merge(IGrouping<string, LabelledBag> patient) => patient.Select(bag => bag.Label).Distinct().Count() == 1
        ? new LabelledBag(patient.Key, patient.Key, [.. patient.SelectMany(bag => bag.Slides)], patient.First().Label)
        : throw new HistoException(ErrorCodes.BadSlideLabels, "the slides of a patient have different labels", seen: patient.Key, wanted: "one label a patient", action: "Make bags of slides, or correct the table.");
}
