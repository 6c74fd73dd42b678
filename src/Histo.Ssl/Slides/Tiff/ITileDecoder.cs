namespace Histo.Ssl.Slides.Tiff;

/// <summary>Decodes the tiles (or strips) of one image.</summary>
/// <remarks>Stateless: any number of threads at once.</remarks>
internal interface ITileDecoder
{
    /// <summary>Decodes the upper left part of a tile.</summary>
    /// <param name="tile">Number of the tile, row by row.</param>
    /// <param name="columns">Columns wanted: those that lie in the image.</param>
    /// <param name="rows">Rows wanted: those that lie in the image.</param>
    /// <param name="rgb">Where the first row begins.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <returns>What is wrong with the tile; null when it was decoded.</returns>
    string? Decode(int tile, int columns, int rows, Span<byte> rgb, int stride);
}
