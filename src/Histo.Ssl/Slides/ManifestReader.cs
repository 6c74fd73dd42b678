namespace Histo.Ssl.Slides;

/// <summary>Reads a manifest's CSV.</summary>
internal static class ManifestReader
{
    /// <exception cref="HistoException">HS1010, with line and column.</exception>
    public static SlideManifest Read(TextReader text, string path)
    {
        using var table = new CsvTable(text, path);
        if (!table.Has(ManifestColumns.FilePath))
        {
            throw new HistoException(
                ErrorCodes.BadManifest,
                "the manifest has no column 'path'",
                where: path,
                seen: string.Join(" | ", table.Header),
                wanted: string.Join(", ", ManifestColumns.All),
                action: table.Header.Count == 1 && table.Header[0].AsSpan().IndexOfAny(';', '\t') >= 0 ? "Separate the columns by commas." : "Add the column; all others may be absent.");
        }

        var cohort = new ManifestBuilder(path);
        while (table.Next())
        {
            cohort.Add(RowOf(table), table.Line);
        }

        string[] unknown = [.. table.Header.Except(ManifestColumns.All, StringComparer.OrdinalIgnoreCase)];
        return cohort.Build(unknown.Length == 0 ? [] : [$"{path}: columns that are not read: {string.Join(", ", unknown)}"]);
    }

    private static ManifestRow RowOf(CsvTable table)
    {
        string file = table.Text(ManifestColumns.FilePath) ?? throw table.Error(ManifestColumns.FilePath, "the row has no path");
        double? mpp = table.Number(ManifestColumns.Mpp);
        if (mpp is < SlideResolution.Smallest or > SlideResolution.Largest)
        {
            throw table.Error(
                ManifestColumns.Mpp, "microns per pixel are absurd", mpp, FormattableString.Invariant($"{SlideResolution.Smallest} to {SlideResolution.Largest}"));
        }

        return new ManifestRow(file)
        {
            SlideId = table.Text(ManifestColumns.SlideId),
            Mpp = mpp,
            PatientId = table.Text(ManifestColumns.PatientId),
            Label = table.Text(ManifestColumns.Label),
            Annotation = table.Text(ManifestColumns.Annotation),
            Group = table.Text(ManifestColumns.Group),
            Site = table.Text(ManifestColumns.Site),
            OffsetX = Offset(table, ManifestColumns.OffsetX),
            OffsetY = Offset(table, ManifestColumns.OffsetY),
        };
    }

    private static int? Offset(CsvTable table, string column) =>
        table.Integer(column) is not { } offset ? null : offset >= 0 ? offset : throw table.Error(column, "an offset is negative", offset, "0 or more");
}
