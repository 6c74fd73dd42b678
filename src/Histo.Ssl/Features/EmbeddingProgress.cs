namespace Histo.Ssl.Features;

/// <summary>How far an embedding run is.</summary>
/// <param name="Done">Tiles that were handled.</param>
/// <param name="Total">Tiles in all.</param>
/// <param name="Unreadable">Tiles among <paramref name="Done"/> that could not be read.</param>
public readonly record struct EmbeddingProgress(int Done, int Total, int Unreadable);
