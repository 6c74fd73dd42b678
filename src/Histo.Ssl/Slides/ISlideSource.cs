namespace Histo.Ssl.Slides;

/// <summary>Opens the slides of a manifest.</summary>
public interface ISlideSource
{
    /// <summary>Opens a slide of one file or a mosaic. The caller disposes it.</summary>
    /// <param name="slide">The slide.</param>
    /// <exception cref="HistoException">As <see cref="ISlideReaderFactory.Open"/>; HS1012: the images of a mosaic do not fit.</exception>
    ISlide Open(ManifestSlide slide);
}
