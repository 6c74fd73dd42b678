using Histo.Ssl.Slides;

namespace Histo.Ssl.Mil.Training;

/// <summary>Reads tables of labels: the library's manifests, CLAM's and STAMP's tables, and plain ones.</summary>
/// <remarks>
/// Slide: <c>slide_id</c>, <c>bag_id</c>, <c>slide</c>, <c>FILENAME</c> or the file name in <c>path</c>. Patient: <c>group</c>, <c>patient</c>, <c>patient_id</c>, <c>case_id</c> or <c>PATIENT</c>. Label: <c>label</c>,
/// <c>bag_label</c> or <c>target</c>; survival: <c>time</c> and <c>event</c> (1 or 0, true or false). Case does not matter. Rows without a label are skipped and counted.
/// </remarks>
internal static class LabelFile
{
    private static readonly string[] SlideColumns = [ManifestColumns.SlideId, "bag_id", "slide", "filename"];
    private static readonly string[] PatientColumns = [ManifestColumns.Group, "patient", ManifestColumns.PatientId, "case_id"];
    private static readonly string[] ValueColumns = [ManifestColumns.Label, "bag_label", "target"];

    /// <exception cref="HistoException">HS2040: a column is missing, or a value cannot be read; names line and column.</exception>
    public static (IReadOnlyList<LabelRow> Rows, int WithoutLabel) Read(string path, TargetKind kind, string? labelColumn = null)
    {
        if (!File.Exists(path))
        {
            throw new HistoException(ErrorCodes.BadSlideLabels, "the table of labels does not exist", path);
        }

        try
        {
            using var text = new StreamReader(path);
            using var table = new CsvTable(text, Path.GetFullPath(path));
            return Read(table, path, kind, labelColumn);
        }
        catch (HistoException error) when (error.Code == ErrorCodes.BadManifest)
        {
            throw new HistoException(ErrorCodes.BadSlideLabels, error.What, error.Where, error.Seen, error.Wanted, error.Action, error);
        }
    }

    private static (IReadOnlyList<LabelRow> Rows, int WithoutLabel) Read(CsvTable table, string path, TargetKind kind, string? labelColumn)
    {
        string? slide = Array.Find(SlideColumns, table.Has), patient = Array.Find(PatientColumns, table.Has), value = labelColumn ?? Array.Find(ValueColumns, table.Has);
        if (slide is null && patient is null && !table.Has(ManifestColumns.FilePath))
        {
            throw Missing(path, table, string.Join(", ", SlideColumns));
        }

        if (kind == TargetKind.Survival ? !table.Has("time") || !table.Has("event") : value is null || !table.Has(value))
        {
            throw Missing(path, table, kind == TargetKind.Survival ? "time and event" : labelColumn ?? string.Join(", ", ValueColumns));
        }

        var rows = new List<LabelRow>();
        int without = 0;
        while (table.Next())
        {
            if (LabelOf(table, kind, value) is { } label)
            {
                string? name = slide is not null ? table.Text(slide) : table.Text(ManifestColumns.FilePath) is { } file ? Path.GetFileNameWithoutExtension(file) : null;
                rows.Add(new LabelRow(slide == "filename" && name is not null ? Path.GetFileNameWithoutExtension(name) : name, patient is null ? null : table.Text(patient), label));
            }
            else
            {
                without++;
            }
        }

        return (rows, without);
    }

    private static MilLabel? LabelOf(CsvTable table, TargetKind kind, string? column) => kind switch
    {
        TargetKind.Classification => table.Text(column!) is { } name ? new MilLabel { Class = name } : null,
        TargetKind.Regression => table.Number(column!) is { } value ? new MilLabel { Value = value } : null,
        _ => table.Number("time") is { } time && table.Text("event") is { } happened
            ? new MilLabel { Time = time > 0 ? time : throw table.Error("time", "a time is above 0", time), Event = Flag(table, happened) }
            : null,
    };

    private static bool Flag(CsvTable table, string text) => text.ToUpperInvariant() switch
    {
        "1" or "1.0" or "TRUE" or "YES" => true,
        "0" or "0.0" or "FALSE" or "NO" => false,
        _ => throw table.Error("event", "an event is observed or not", text, "1 or 0"),
    };

    private static HistoException Missing(string path, CsvTable table, string wanted) => new(
        ErrorCodes.BadSlideLabels, "the table of labels lacks a column", path, string.Join(", ", table.Header), wanted, "Add the column, or name the label's column.");
}
