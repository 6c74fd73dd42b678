namespace Histo.Ssl.Features;

/// <summary>What an embedding set knows about a slide.</summary>
/// <param name="SlideId">Name of the slide.</param>
/// <param name="Group">Unit that a fold must not split: the manifest's group, else the patient, else the slide.</param>
/// <param name="Label">Slide-level label; null when there is none.</param>
/// <param name="Mpp">True microns per tile pixel.</param>
public sealed record EmbeddingSlide(string SlideId, string Group, string? Label, double Mpp);
