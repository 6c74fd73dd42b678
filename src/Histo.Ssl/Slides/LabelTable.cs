namespace Histo.Ssl.Slides;

/// <summary>Turns a data set's table of labels, one row an image, into a manifest.</summary>
public static class LabelTable
{
    /// <summary>Reads a table of labels.</summary>
    /// <param name="path">A CSV file with a header; paths in it are relative to its folder.</param>
    /// <param name="columns">What its columns mean; null for the defaults of <see cref="LabelTableColumns"/>.</param>
    /// <param name="mpp">Microns per pixel of all images, 0.05 to 5; null when a column says it or it stays unknown.</param>
    /// <returns>The manifest; its notices name the columns that were not used.</returns>
    /// <exception cref="HistoException">HS1010: a column is missing, or a row is damaged; names line and column.</exception>
    public static SlideManifest ToManifest(string path, LabelTableColumns? columns = null, double? mpp = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new HistoException(ErrorCodes.BadManifest, "the table of labels does not exist", where: path);
        }

        if (mpp is < SlideResolution.Smallest or > SlideResolution.Largest)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "microns per pixel are absurd", where: nameof(mpp), seen: mpp, wanted: "0.05 to 5");
        }

        using var text = new StreamReader(path);
        using var table = new CsvTable(text, Path.GetFullPath(path));
        LabelTableColumns found = Resolve(table, columns ?? new LabelTableColumns(), path);
        bool mosaics = table.Has(found.MosaicGroup);
        var cohort = new ManifestBuilder(Path.GetFullPath(path));
        while (table.Next())
        {
            string? mosaic = mosaics ? table.Text(found.MosaicGroup) : null;
            cohort.Add(
                new ManifestRow(table.Text(found.Image) ?? throw table.Error(found.Image, "the row names no image"))
                {
                    SlideId = Field(table, found.SlideId) ?? mosaic,
                    Mpp = mpp ?? (found.Mpp is { } column ? table.Number(column) : null),
                    PatientId = Field(table, found.PatientId),
                    Label = Field(table, found.Label),
                    Annotation = Field(table, found.Annotation),
                    Group = Field(table, found.Group) ?? mosaic,
                    Site = Field(table, found.Site),
                    OffsetX = mosaic is null ? null : Offset(table, found.MosaicColumn, found.Width),
                    OffsetY = mosaic is null ? null : Offset(table, found.MosaicRow, found.Height),
                },
                table.Line);
        }

        string[] unused = [.. table.Header.Except(Used(found, mosaics), StringComparer.OrdinalIgnoreCase)];
        return cohort.Build(unused.Length == 0 ? [] : [$"{path}: columns that are not used: {string.Join(", ", unused)}"]);
    }

    private static LabelTableColumns Resolve(CsvTable table, LabelTableColumns asked, string path)
    {
        foreach (string? column in new[] { asked.Image, asked.Annotation, asked.SlideId, asked.PatientId, asked.Label, asked.Group, asked.Site, asked.Mpp })
        {
            if (column is not null && !table.Has(column))
            {
                throw new HistoException(
                    ErrorCodes.BadManifest, "the table of labels has no such column", where: path, seen: column, wanted: string.Join(", ", table.Header), action: "Name the column that means it.");
            }
        }

        return asked with
        {
            Annotation = asked.Annotation ?? Present(table, "mask", "annotation"),
            PatientId = asked.PatientId ?? Present(table, "patient", "patient_id"),
            Label = asked.Label ?? Present(table, "label"),
            Group = asked.Group ?? Present(table, "group"),
            Site = asked.Site ?? Present(table, "site"),
            Mpp = asked.Mpp ?? Present(table, "mpp"),
        };
    }

    private static string? Present(CsvTable table, params string[] names) => Array.Find(names, table.Has);

    private static string? Field(CsvTable table, string? column) => column is null ? null : table.Text(column);

    private static int Offset(CsvTable table, string position, string size)
    {
        long offset = (long)(table.Integer(position) ?? throw table.Error(position, "the image has a mosaic but no place in it"))
            * (table.Integer(size) ?? throw table.Error(size, "the image has a mosaic but no size"));
        return offset is >= 0 and <= int.MaxValue ? (int)offset : throw table.Error(position, "the place in the mosaic is out of range", offset);
    }

    private static IEnumerable<string> Used(LabelTableColumns columns, bool mosaics)
    {
        string?[] named = [columns.Image, columns.Annotation, columns.SlideId, columns.PatientId, columns.Label, columns.Group, columns.Site, columns.Mpp];
        string?[] placing = mosaics ? [columns.MosaicGroup, columns.MosaicRow, columns.MosaicColumn, columns.Width, columns.Height] : [];
        return named.Concat(placing).OfType<string>();
    }
}
