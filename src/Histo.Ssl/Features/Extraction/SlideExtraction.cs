namespace Histo.Ssl.Features;

/// <summary>What extraction made of the tiles of one slide.</summary>
/// <param name="Rows">Tiles that were written.</param>
/// <param name="Unreadable">Tiles that were left out because they cannot be read, in tile order.</param>
public sealed record SlideExtraction(int Rows, IReadOnlyList<UnreadableTile> Unreadable);
