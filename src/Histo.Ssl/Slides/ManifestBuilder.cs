namespace Histo.Ssl.Slides;

/// <summary>Gathers the rows of a table into slides: rows of one slide_id become one mosaic.</summary>
/// <param name="path">Absolute path of the table; relative paths in it start at its folder.</param>
internal sealed class ManifestBuilder(string path)
{
    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<string, Draft> _byId = new(StringComparer.Ordinal);
    private readonly string _folder = Path.GetDirectoryName(path)!;

    /// <summary>Adds a row.</summary>
    /// <exception cref="HistoException">HS1010: it contradicts an earlier row.</exception>
    public void Add(ManifestRow row, long line)
    {
        if (row.OffsetX is null != row.OffsetY is null)
        {
            throw Error(line, row.OffsetX is null ? ManifestColumns.OffsetX : ManifestColumns.OffsetY, "only one of the two offsets is given");
        }

        string id = row.SlideId ?? Path.GetFileNameWithoutExtension(row.FilePath);
        var part = new ManifestPart(Absolute(row.FilePath), row.OffsetX ?? 0, row.OffsetY ?? 0, row.Annotation is { } annotation ? Absolute(annotation) : null);
        bool placed = row.OffsetX is not null;
        if (!_byId.TryGetValue(id, out Draft? draft))
        {
            _byId[id] = draft = new Draft(new ManifestSlide(id, []), line, placed);
            _drafts.Add(draft);
        }
        else if (!placed || !draft.Placed)
        {
            throw Error(
                line,
                ManifestColumns.SlideId,
                FormattableString.Invariant($"the slide_id was used on line {draft.Line} already"),
                id,
                "Give each slide its own slide_id, or give offset_x and offset_y in all rows of a mosaic.");
        }

        draft.Parts.Add(part);
        draft.Slide = draft.Slide with
        {
            Mpp = Agreed(draft.Slide.Mpp, row.Mpp, ManifestColumns.Mpp, line, draft),
            PatientId = Agreed(draft.Slide.PatientId, row.PatientId, ManifestColumns.PatientId, line, draft),
            Label = Agreed(draft.Slide.Label, row.Label, ManifestColumns.Label, line, draft),
            Group = Agreed(draft.Slide.Group, row.Group, ManifestColumns.Group, line, draft),
            Site = Agreed(draft.Slide.Site, row.Site, ManifestColumns.Site, line, draft),
        };
    }

    /// <summary>Returns the manifest.</summary>
    /// <exception cref="HistoException">HS1010: there are no rows.</exception>
    public SlideManifest Build(IEnumerable<string> notices) => _drafts.Count == 0
        ? throw new HistoException(ErrorCodes.BadManifest, "the manifest has a header but no rows", where: path)
        : new SlideManifest(_drafts.Select(draft => draft.Slide with { Parts = draft.Parts.ToArray() }), notices);

    // What is said once holds for all rows of a slide.
    private T? Agreed<T>(T? before, T? now, string column, long line, Draft draft) => now is null || Equals(before, now)
        ? before
        : before is null
            ? now
            : throw Error(line, column, FormattableString.Invariant($"the rows of slide '{draft.Slide.SlideId}' contradict each other: '{before}' before"), now);

    private string Absolute(string file) => Path.GetFullPath(file, _folder);

    private HistoException Error(long line, string column, string what, object? seen = null, string? action = null) => new(
        ErrorCodes.BadManifest, what, where: FormattableString.Invariant($"{path}, line {line}, column '{column}'"), seen: seen, action: action);

    private sealed class Draft(ManifestSlide slide, long line, bool placed)
    {
        public ManifestSlide Slide { get; set; } = slide;

        public List<ManifestPart> Parts { get; } = [];

        public long Line => line;

        public bool Placed => placed;
    }
}
