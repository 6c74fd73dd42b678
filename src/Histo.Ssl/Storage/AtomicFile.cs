namespace Histo.Ssl.Storage;

/// <summary>Writes files so that a reader sees the old content or the new one, never a part.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file through a temporary neighbour that is flushed to disk and then renamed over the target.</summary>
    /// <param name="path">The file; its folder is made when missing. An existing file is replaced.</param>
    /// <param name="write">Writes the content; what it throws leaves the old file untouched and no temporary file behind.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes UTF-8 text without a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its new content.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
