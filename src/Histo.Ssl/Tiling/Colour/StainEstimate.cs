namespace Histo.Ssl.Tiling;

/// <summary>The stains of a slide, or why they are not known.</summary>
/// <param name="Profile">Null where they are not known.</param>
/// <param name="Problem">Null where they are.</param>
internal sealed record StainEstimate(StainProfile? Profile, string? Problem);
