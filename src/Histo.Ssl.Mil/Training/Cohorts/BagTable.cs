using Histo.Ssl.Slides;

namespace Histo.Ssl.Mil.Training;

/// <summary>Bags of one CSV file: a row an instance, columns <c>bag_id</c>, <c>bag_label</c>, optionally <c>patient</c>, and features.</summary>
/// <remarks>The classic sets (MUSK, Elephant, Fox, Tiger) come in this form.</remarks>
public static class BagTable
{
    private const string Bag = "bag_id", Label = "bag_label", Patient = "patient";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; every column but the three above is a feature.</param>
    /// <returns>A cohort for classification with all features in memory.</returns>
    /// <exception cref="HistoException">HS2040: a column is missing, a value cannot be read, or a bag has two labels. HS2041: all bags are of one class.</exception>
    public static MilCohort Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new HistoException(ErrorCodes.BadSlideLabels, "the table of bags does not exist", path);
        }

        try
        {
            using var text = new StreamReader(path);
            using var table = new CsvTable(text, Path.GetFullPath(path));
            return Read(table, path);
        }
        catch (HistoException error) when (error.Code == ErrorCodes.BadManifest)
        {
            throw new HistoException(ErrorCodes.BadSlideLabels, error.What, error.Where, error.Seen, error.Wanted, error.Action, error);
        }
    }

    private static MilCohort Read(CsvTable table, string path)
    {
        string[] features = [.. table.Header.Where(column => column is not Bag and not Label and not Patient)];
        if (!table.Has(Bag) || !table.Has(Label) || features.Length == 0)
        {
            throw new HistoException(ErrorCodes.BadSlideLabels, "the table of bags lacks a column", path, string.Join(", ", table.Header.Take(8)), $"{Bag}, {Label} and features");
        }

        var bags = new Dictionary<string, LabelledBag>(StringComparer.Ordinal);
        var rows = new Dictionary<string, List<float>>(StringComparer.Ordinal);
        while (table.Next())
        {
            string id = table.Text(Bag) ?? throw table.Error(Bag, "the row names no bag");
            string label = table.Text(Label) ?? throw table.Error(Label, "the row has no label");
            if (!bags.TryGetValue(id, out LabelledBag? bag))
            {
                bags.Add(id, bag = new LabelledBag(id, table.Text(Patient) ?? id, [id], new MilLabel { Class = label }));
                rows.Add(id, []);
            }

            if (bag.Label.Class != label)
            {
                throw table.Error(Label, $"bag {id} has two labels", label, bag.Label.Class);
            }

            rows[id].AddRange(features.Select(column => (float)(table.Number(column) ?? throw table.Error(column, "the instance lacks a feature"))));
        }

        var source = new MemoryBags(rows.ToDictionary(each => each.Key, each => each.Value.ToArray(), StringComparer.Ordinal), features.Length);
        return new MilCohort(bags.Values, TargetKind.Classification, source, new CohortCounts { Bags = bags.Count, PatientsKnown = table.Has(Patient) });
    }
}
