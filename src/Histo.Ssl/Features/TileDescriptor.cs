namespace Histo.Ssl.Features;

/// <summary>Describes one tile by numbers that need no training.</summary>
/// <param name="rgb">Pixels, three bytes each, row by row.</param>
/// <param name="vector">Receives the numbers.</param>
internal delegate void TileDescriptor(ReadOnlySpan<byte> rgb, Span<float> vector);
