namespace Histo.Ssl.Slides;

/// <summary>Finds slides below folders.</summary>
internal static class FolderScan
{
    /// <summary>Makes a manifest of files as they are and of all slides below folders, sorted by ordinal path.</summary>
    /// <exception cref="HistoException">HS1010: no slides, or two of one name.</exception>
    public static SlideManifest ToManifest(params string[] paths)
    {
        var files = new List<string>();
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                files.AddRange(SlidesBelow(path));
            }
            else
            {
                files.Add(Path.GetFullPath(path));
            }
        }

        if (files.Count == 0)
        {
            throw new HistoException(
                ErrorCodes.BadManifest, "there are no slides here", where: string.Join(", ", paths), wanted: "files such as .svs, .tiff, .ndpi, .scn, .mrxs, .dcm, .png or .jpg");
        }

        List<string> distinct = [.. files.Distinct(StringComparer.Ordinal)];
        IGrouping<string, string>? clash = distinct.GroupBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)!;
        if (clash is not null)
        {
            throw new HistoException(
                ErrorCodes.BadManifest,
                "two files have one name, so they cannot be told apart by it",
                where: string.Join(", ", clash),
                seen: clash.Key,
                action: "List them in a manifest with a slide_id each.");
        }

        return new SlideManifest(distinct.Select(file => new ManifestSlide(Path.GetFileNameWithoutExtension(file), [new ManifestPart(file)])));
    }

    private static string[] SlidesBelow(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        string[] files = [.. Directory.EnumerateFiles(Path.GetFullPath(folder), "*", options).Where(SlideFile.HasSlideExtension)];
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }
}
