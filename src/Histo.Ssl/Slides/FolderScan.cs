namespace Histo.Ssl.Slides;

/// <summary>Finds slides below folders.</summary>
internal static class FolderScan
{
    /// <summary>Makes a manifest of files as they are and of all slides below folders, sorted by ordinal path.</summary>
    /// <exception cref="HistoException">HS1010: no slides.</exception>
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

        string[] distinct = [.. files.Distinct(StringComparer.Ordinal)];
        string[] ids = Names(distinct);
        return new SlideManifest(distinct.Zip(ids, (file, id) => new ManifestSlide(id, [new ManifestPart(file)])));
    }

    /// <summary>The slides below a folder, sorted by ordinal path; empty when there are none.</summary>
    public static string[] SlidesBelow(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        string[] files = [.. Directory.EnumerateFiles(Path.GetFullPath(folder), "*", options).Where(SlideFile.HasSlideExtension)];
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    // The file name says it where it can; files of one name are told apart by their folders, then by their extensions.
    private static string[] Names(string[] files)
    {
        string root = CommonFolder(files);
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file)!)];
        Func<string, string>[] longer = [file => Path.ChangeExtension(Path.GetRelativePath(root, file), null).Replace('\\', '/'), file => Path.GetRelativePath(root, file).Replace('\\', '/')];
        foreach (Func<string, string> name in longer)
        {
            HashSet<string> clashes = [.. names.GroupBy(each => each, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
            names = [.. names.Zip(files, (known, file) => clashes.Contains(known) ? name(file) : known)];
        }

        return names;
    }

    private static string CommonFolder(string[] files)
    {
        string common = Path.GetDirectoryName(files[0])!;
        while (common.Length > 0 && files.Any(file => !file.StartsWith(common.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            common = Path.GetDirectoryName(common) ?? string.Empty;
        }

        return common.Length > 0 ? common : Path.GetPathRoot(files[0])!;
    }
}
