namespace Histo.Ssl.Slides;

/// <summary>The slides of a cohort.</summary>
/// <remarks>
/// A CSV file in UTF-8 with the columns <c>slide_id, path, mpp, patient_id, label, annotation, group, site, offset_x, offset_y</c> in any order; only path is required.
/// Rows of one slide_id form a mosaic and then need both offsets. See <c>docs/slides.md</c>.
/// </remarks>
public sealed class SlideManifest
{
    /// <summary>Creates a manifest.</summary>
    /// <param name="slides">The slides, each with its own slide_id.</param>
    /// <param name="notices">What was noticed while reading; none by default.</param>
    /// <exception cref="HistoException">HS1010: no slides, two with one slide_id, or one without a file.</exception>
    public SlideManifest(IEnumerable<ManifestSlide> slides, IEnumerable<string>? notices = null)
    {
        ArgumentNullException.ThrowIfNull(slides);
        Slides = [.. slides];
        Notices = [.. notices ?? []];
        if (Slides.Count == 0)
        {
            throw new HistoException(ErrorCodes.BadManifest, "the manifest has no slides", wanted: "at least one");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (ManifestSlide slide in Slides)
        {
            if (!seen.Add(slide.SlideId))
            {
                throw new HistoException(ErrorCodes.BadManifest, "two slides have one slide_id", seen: slide.SlideId, action: "Give each slide its own slide_id.");
            }

            if (slide.Parts.Count == 0)
            {
                throw new HistoException(ErrorCodes.BadManifest, "a slide has no file", where: slide.SlideId);
            }
        }
    }

    /// <summary>Gets the slides in the order of the file, or of their paths for a folder.</summary>
    public IReadOnlyList<ManifestSlide> Slides { get; }

    /// <summary>Gets what a person should know, for example columns that nobody reads.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Loads a manifest from a CSV file, or makes one from all slides below a folder.</summary>
    /// <param name="path">A CSV file, or a folder that is searched with its subfolders for names that end as those of slides and flat images do.</param>
    /// <exception cref="HistoException">HS1010: missing, unreadable or contradictory; names line and column.</exception>
    /// <remarks>Whether the slides exist and open is not looked at here: <see cref="SlideInspector"/> does that.</remarks>
    public static SlideManifest Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            return FolderScan.ToManifest(path);
        }

        if (!File.Exists(path))
        {
            throw new HistoException(ErrorCodes.BadManifest, "the manifest does not exist", where: path, wanted: "a CSV file or a folder of slides");
        }

        using var reader = new StreamReader(path);
        return ManifestReader.Read(reader, Path.GetFullPath(path));
    }

    /// <summary>Makes a manifest of single files, folders and the slides in them.</summary>
    /// <param name="paths">Slides and folders; the slide_id is the file name without its extension, with its folders (and then its extension) where several files have one name.</param>
    /// <exception cref="HistoException">HS1010: no slides.</exception>
    public static SlideManifest FromPaths(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return FolderScan.ToManifest([.. paths]);
    }

    /// <summary>Writes the manifest as a CSV file that <see cref="Load"/> reads back.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string path) => ManifestWriter.Write(path, Slides);
}
