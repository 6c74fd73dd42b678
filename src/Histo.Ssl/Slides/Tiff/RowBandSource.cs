namespace Histo.Ssl.Slides.Tiff;

/// <summary>Delivers full-width rows of level 0 to <see cref="PyramidTiffWriter"/>, from top to bottom, each once.</summary>
/// <param name="firstRow">First row wanted.</param>
/// <param name="rowCount">Number of rows wanted.</param>
/// <param name="rgb">Receives width x <paramref name="rowCount"/> x 3 bytes, row by row.</param>
public delegate void RowBandSource(int firstRow, int rowCount, Span<byte> rgb);
