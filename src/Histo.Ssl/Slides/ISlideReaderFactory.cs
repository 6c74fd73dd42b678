namespace Histo.Ssl.Slides;

/// <summary>Picks the reader for a file by its content.</summary>
public interface ISlideReaderFactory
{
    /// <summary>Gets the readers in the order in which "auto" asks them.</summary>
    IReadOnlyList<ISlideReader> Readers { get; }

    /// <summary>Returns the reader that will open a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reader">"auto" or a reader's name.</param>
    /// <exception cref="HistoException">HS1001: the file does not exist. HS1002: no reader supports it. HS1003: it is empty. HS1007: no reader of that name.</exception>
    ISlideReader Choose(string path, string reader = "auto");

    /// <summary>Opens a slide with the reader that its content asks for. The caller disposes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the caller knows better than the file; null for nothing.</param>
    /// <exception cref="HistoException">As <see cref="Choose"/> and <see cref="ISlideReader.Open"/>.</exception>
    ISlide Open(string path, SlideOpenOptions? options = null);
}
