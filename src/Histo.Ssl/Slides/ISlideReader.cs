namespace Histo.Ssl.Slides;

/// <summary>Opens one family of slide files.</summary>
/// <remarks>Stateless and safe for several threads. Applications add their own by registering an <see cref="ISlideReader"/>.</remarks>
public interface ISlideReader
{
    /// <summary>Gets the short name by which options and records refer to this reader, for example "tiff".</summary>
    string Name { get; }

    /// <summary>Looks at the content of a file, not at its extension, and says whether this reader can open it.</summary>
    /// <param name="path">An existing file.</param>
    SlideSupport Probe(string path);

    /// <summary>Opens a slide. The caller disposes it.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="options">What the caller knows better than the file; null for nothing.</param>
    /// <exception cref="HistoException">HS1002: not a format of this reader. HS1003: damaged. HS1006: the reader's native library is missing.</exception>
    ISlide Open(string path, SlideOpenOptions? options = null);
}
