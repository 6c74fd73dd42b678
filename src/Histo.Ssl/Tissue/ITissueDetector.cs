using Histo.Ssl.Slides;

namespace Histo.Ssl.Tissue;

/// <summary>Finds out which parts of a slide are tissue.</summary>
/// <remarks>Stateless and safe for several threads.</remarks>
public interface ITissueDetector
{
    /// <summary>Gets a text that names the method and all its settings; equal texts give equal masks. Part of a tile set's hash.</summary>
    string Description { get; }

    /// <summary>Returns the tissue of a slide.</summary>
    /// <param name="slide">An open slide; not disposed here.</param>
    /// <param name="cancellationToken">Stops between two reads.</param>
    /// <exception cref="HistoException">HS1008: the slide's resolution is not known.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    TissueMask Detect(ISlide slide, CancellationToken cancellationToken = default);
}
