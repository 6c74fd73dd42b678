namespace Histo.Ssl.Slides;

/// <summary>What can be said of a slide's file before a reader looks at it.</summary>
internal static class SlideFile
{
    /// <summary>Extensions by which slides and flat images are found in a folder.</summary>
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".svs", ".svslide", ".tif", ".tiff", ".ndpi", ".vms", ".vmu", ".scn", ".mrxs", ".bif", ".czi", ".dcm", ".png", ".jpg", ".jpeg",
    };

    /// <summary>Whether a file's name is that of a slide or flat image.</summary>
    public static bool HasSlideExtension(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <exception cref="HistoException">HS1001: the file does not exist. HS1003: it is empty.</exception>
    public static void RequireContent(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new HistoException(
                ErrorCodes.SlideNotFound,
                Directory.Exists(path) ? "this is a folder, not a slide" : "the slide's file does not exist",
                where: path,
                action: Directory.Exists(path) ? "Name the slides in it, or load the folder as a manifest." : "Check the path.");
        }

        if (file.Length == 0)
        {
            throw new HistoException(ErrorCodes.SlideDamaged, "the file is empty", where: path, seen: "0 bytes", action: "Fetch it again.");
        }
    }

    /// <summary>Whether a file carries the mark of DICOM.</summary>
    public static bool IsDicom(string path)
    {
        Span<byte> start = stackalloc byte[132];
        return Start(path, start) == start.Length && start[128..].SequenceEqual("DICM"u8);
    }

    /// <summary>Reads the first bytes of a file.</summary>
    /// <returns>The number of bytes read.</returns>
    public static int Start(string path, Span<byte> bytes)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
    }
}
