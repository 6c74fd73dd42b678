using System.IO.Compression;

namespace Histo.Ssl.Tiling;

/// <summary>What somebody marked on one image: a mask image, or polygons in GeoJSON, plain or gzipped.</summary>
/// <remarks>Not safe for several threads at once.</remarks>
public abstract class Annotation
{
    /// <summary>Class name of what is marked without saying what it is.</summary>
    public const string Unnamed = "labelled";

    /// <summary>Gets the names of the classes, at least one.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>Measures what is marked in a rectangle.</summary>
    /// <param name="left">Left edge in the image's level-0 pixels; may be fractional.</param>
    /// <param name="top">Top edge.</param>
    /// <param name="width">Width; more than 0.</param>
    /// <param name="height">Height; more than 0.</param>
    /// <param name="areas">Receives the marked area of each class in square pixels.</param>
    /// <returns>The area that any class marks: less than the sum where classes overlap.</returns>
    public abstract double Measure(double left, double top, double width, double height, Span<double> areas);

    /// <summary>Loads a mask image or, by its content, a GeoJSON file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Width of the annotated image in level-0 pixels.</param>
    /// <param name="height">Height of the annotated image in level-0 pixels.</param>
    /// <exception cref="HistoException">HS1011: missing, unreadable or of other proportions than the image.</exception>
    public static Annotation Load(string path, int width, int height)
    {
        try
        {
            return IsJson(path) ? new GeoJsonAnnotation(path) : new MaskAnnotation(path, width, height);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Bad(path, "the annotation file cannot be read", seen: error.Message, inner: error);
        }
    }

    internal static HistoException Bad(string path, string what, object? seen = null, object? wanted = null, Exception? inner = null) =>
        new(ErrorCodes.BadAnnotation, what, path, seen, wanted, "Correct the file, or the manifest's annotation column.", inner);

    /// <summary>Opens a file; what is gzipped, by its content, is unpacked on the way.</summary>
    internal static Stream OpenPlain(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        bool packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return packed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static bool IsJson(string path)
    {
        using Stream stream = OpenPlain(path);
        Span<byte> start = stackalloc byte[64];
        int count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> text = start[..count];
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        text = text.TrimStart(" \t\r\n"u8);
        return text.Length > 0 && text[0] is (byte)'{' or (byte)'[';
    }
}
