using Microsoft.Win32.SafeHandles;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>A file that any number of threads read at any position: one handle, no shared file pointer, no lock.</summary>
internal sealed class TiffFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    public TiffFile(string path)
    {
        Path = path;
        try
        {
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HistoException(ErrorCodes.SlideNotFound, "the slide's file does not exist", where: path, inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HistoException(
                ErrorCodes.SlideDamaged, "the file cannot be opened for reading", where: path, seen: error.Message, action: "Check its permissions.", inner: error);
        }

        Length = RandomAccess.GetLength(_handle);
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>Fills a buffer from a position; false when the file does not hold all of it.</summary>
    public bool TryRead(long position, Span<byte> buffer)
    {
        if (position < 0 || position > Length - buffer.Length)
        {
            return false;
        }

        while (buffer.Length > 0)
        {
            int read = RandomAccess.Read(_handle, buffer, position);
            if (read <= 0)
            {
                return false;
            }

            buffer = buffer[read..];
            position += read;
        }

        return true;
    }

    public void Dispose() => _handle.Dispose();
}
