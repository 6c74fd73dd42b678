using System.Globalization;
using CsvHelper;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Slides;

/// <summary>Writes a manifest's CSV; only the columns that hold something are written.</summary>
internal static class ManifestWriter
{
    public static void Write(string path, IReadOnlyList<ManifestSlide> slides)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        List<string?[]> rows = [.. slides.SelectMany(slide => slide.Parts, (slide, part) => RowOf(slide, part, folder))];
        int[] columns = [.. Enumerable.Range(0, ManifestColumns.All.Length).Where(column => rows.Exists(row => row[column] is not null))];
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (CsvWriter csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
        {
            WriteRow(csv, columns, ManifestColumns.All);
            foreach (string?[] row in rows)
            {
                WriteRow(csv, columns, row);
            }
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static void WriteRow(CsvWriter csv, int[] columns, string?[] row)
    {
        foreach (int column in columns)
        {
            csv.WriteField(row[column]);
        }

        csv.EndRecord();
    }

    // In the order of ManifestColumns.All.
    private static string?[] RowOf(ManifestSlide slide, ManifestPart part, string folder)
    {
        bool mosaic = slide.Parts.Count > 1 || part.OffsetX != 0 || part.OffsetY != 0;
        return
        [
            slide.SlideId,
            Portable(part.FilePath, folder),
            slide.Mpp?.ToString("R", CultureInfo.InvariantCulture),
            slide.PatientId,
            slide.Label,
            part.Annotation is { } annotation ? Portable(annotation, folder) : null,
            slide.Group,
            slide.Site,
            mosaic ? part.OffsetX.ToString(CultureInfo.InvariantCulture) : null,
            mosaic ? part.OffsetY.ToString(CultureInfo.InvariantCulture) : null,
        ];
    }

    // What lies below the manifest moves with it; everything else is named absolutely.
    private static string Portable(string file, string folder)
    {
        string relative = Path.GetRelativePath(folder, file);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(file) : relative.Replace(Path.DirectorySeparatorChar, '/');
    }
}
