using Histo.Ssl.Slides.Images;
using Histo.Ssl.Slides.OpenSlide;
using Histo.Ssl.Slides.Tiff;

namespace Histo.Ssl.Slides;

/// <summary>Picks the reader for a file by its content: the first one that supports it.</summary>
public sealed class SlideReaderFactory : ISlideReaderFactory
{
    private const string Auto = "auto";

    private readonly ISlideReader[] _readers;

    /// <summary>Creates a factory over readers.</summary>
    /// <param name="readers">In the order in which "auto" asks them; at least one, each with its own name.</param>
    /// <exception cref="HistoException">HS0001: no reader, two of one name, or one named "auto".</exception>
    public SlideReaderFactory(IEnumerable<ISlideReader> readers)
    {
        ArgumentNullException.ThrowIfNull(readers);
        _readers = [.. readers];
        string[] names = [.. _readers.Select(reader => reader.Name)];
        if (names.Length == 0 || names.Contains(Auto, StringComparer.OrdinalIgnoreCase) || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Length)
        {
            throw new HistoException(
                ErrorCodes.InvalidOption, "slide readers need different names", seen: $"[{string.Join(", ", names)}]", wanted: "at least one reader, none of them named 'auto'");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ISlideReader> Readers => _readers;

    /// <summary>Creates a factory over the readers of this library: the managed TIFF reader, flat images, then OpenSlide.</summary>
    public static SlideReaderFactory Default() => new([new TiffReader(), new ImageReader(), new OpenSlideReader()]);

    /// <inheritdoc/>
    public ISlideReader Choose(string path, string reader = Auto)
    {
        ArgumentNullException.ThrowIfNull(reader);
        SlideFile.RequireContent(path);
        if (!reader.Equals(Auto, StringComparison.OrdinalIgnoreCase))
        {
            return Named(reader);
        }

        var reasons = new List<string>(_readers.Length);
        foreach (ISlideReader candidate in _readers)
        {
            SlideSupport support = candidate.Probe(path);
            if (support.IsSupported)
            {
                return candidate;
            }

            reasons.Add($"{candidate.Name}: {support.Reason}");
        }

        throw new HistoException(ErrorCodes.SlideUnsupported, "no reader supports the file", where: path, seen: string.Join("; ", reasons));
    }

    /// <inheritdoc/>
    public ISlide Open(string path, SlideOpenOptions? options = null) => Choose(path, options?.Reader ?? Auto).Open(path, options);

    private ISlideReader Named(string name) =>
        Array.Find(_readers, reader => reader.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new HistoException(
            ErrorCodes.UnknownReader, "there is no slide reader of that name", seen: name, wanted: $"{Auto}, {string.Join(", ", _readers.Select(reader => reader.Name))}");
}
