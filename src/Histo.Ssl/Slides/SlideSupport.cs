namespace Histo.Ssl.Slides;

/// <summary>Whether a reader can open a file, and if not, why.</summary>
/// <param name="IsSupported">Whether <see cref="ISlideReader.Open"/> is worth calling.</param>
/// <param name="Reason">Why not, or what was recognised.</param>
public readonly record struct SlideSupport(bool IsSupported, string Reason);
