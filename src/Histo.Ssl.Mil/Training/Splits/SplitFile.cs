using System.Text.Json;

namespace Histo.Ssl.Mil.Training;

/// <summary>Reads predefined splits: CLAM's splits_0.csv and splits_0_bool.csv (a file or their folder), STAMP's splits.json, Patho-Bench's TSV with columns fold_0, fold_1, ...</summary>
/// <remarks>A split without validation bags keeps none. Patients on two sides are an error.</remarks>
public static class SplitFile
{
    /// <summary>Reads the splits of a cohort.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="cohort">The cohort; its bags are found by slide, and by patient in STAMP's file.</param>
    /// <returns>The splits in the order of their numbers.</returns>
    /// <exception cref="HistoException">HS2043: the file cannot be read, or names no bag of the cohort in a part. HS1808: a patient is in two parts.</exception>
    public static IReadOnlyList<CohortSplit> Load(string path, MilCohort cohort)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(cohort);
        string[] files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "splits_*.csv").Where(file => int.TryParse(Path.GetFileNameWithoutExtension(file)["splits_".Length..], out _)).OrderBy(file => file.Length).ThenBy(file => file, StringComparer.Ordinal)] : [path];
        if (files.Length == 0 || !File.Exists(files[0]))
        {
            throw Bad(path, "there are no splits", "splits_0.csv, splits.json or a TSV with fold_0");
        }

        IEnumerable<CohortSplit> splits = Path.GetExtension(files[0]) switch
        {
            ".json" => Stamp(path, cohort),
            ".tsv" => PathoBench(path, cohort),
            _ => files.Select((file, index) => Clam(file, index, cohort)),
        };
        CohortSplit[] all = [.. splits];
        foreach (CohortSplit split in all)
        {
            if (split.Training.Count == 0 || split.Test.Count == 0)
            {
                throw Bad(path, $"split {split.Index} has no bag of the cohort to train on, or none to test", "names of slides as in the features");
            }

            split.RequireNoLeak();
        }

        return all;
    }

    private static CohortSplit Clam(string file, int index, MilCohort cohort)
    {
        string[][] rows = Rows(file, ',');
        string[] header = rows[0];
        int train = Array.IndexOf(header, "train"), val = Array.IndexOf(header, "val"), test = Array.IndexOf(header, "test");
        if (train < 0 || test < 0)
        {
            throw Bad(file, "the file of splits lacks the columns train and test", "train, val, test");
        }

        bool flags = rows.Skip(1).All(row => row[train] is "True" or "False");
        HashSet<string> Part(int column) => column < 0 ? [] : [.. rows.Skip(1).Where(row => flags ? row[column] == "True" : row.Length > column && row[column].Length > 0).Select(row => flags ? row[0] : row[column])];
        return Split(index, cohort, Part(train), Part(val), Part(test), bag => bag.Slides);
    }

    private static IEnumerable<CohortSplit> Stamp(string file, MilCohort cohort)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        int index = 0;
        foreach (JsonElement split in document.RootElement.GetProperty("splits").EnumerateArray())
        {
            HashSet<string> Part(string name) => [.. split.GetProperty(name).EnumerateArray().Select(patient => patient.GetString()!)];
            yield return Split(index++, cohort, Part("train_patients"), [], Part("test_patients"), bag => [bag.Patient]);
        }
    }

    private static IEnumerable<CohortSplit> PathoBench(string file, MilCohort cohort)
    {
        string[][] rows = Rows(file, '\t');
        int slide = Array.IndexOf(rows[0], "slide_id");
        int[] folds = [.. Enumerable.Range(0, rows[0].Length).Where(i => rows[0][i].StartsWith("fold_", StringComparison.Ordinal))];
        if (slide < 0 || folds.Length == 0)
        {
            throw Bad(file, "the file of splits lacks a column", "slide_id, fold_0, ...");
        }

        foreach ((int column, int index) in folds.Select((column, index) => (column, index)))
        {
            HashSet<string> Part(string name) => [.. rows.Skip(1).Where(row => row[column] == name).Select(row => row[slide])];
            yield return Split(index, cohort, Part("train"), Part("val"), Part("test"), bag => bag.Slides);
        }
    }

    private static CohortSplit Split(int index, MilCohort cohort, HashSet<string> train, HashSet<string> val, HashSet<string> test, Func<LabelledBag, IReadOnlyList<string>> names)
    {
        LabelledBag[] Of(HashSet<string> part) => [.. cohort.Bags.Where(bag => names(bag).Any(part.Contains))];
        return new CohortSplit(index, Of(train), Of(val), Of(test));
    }

    private static string[][] Rows(string file, char separator) => [.. File.ReadAllLines(file).Where(line => line.Length > 0).Select(line => line.Split(separator, StringSplitOptions.TrimEntries))];

    private static HistoException Bad(string path, string what, string wanted) => new(ErrorCodes.BadSplits, what, path, wanted: wanted);
}
