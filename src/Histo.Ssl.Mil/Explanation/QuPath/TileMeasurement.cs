namespace Histo.Ssl.Mil.Explanation;

/// <summary>A number of every tile, under the name that QuPath shows.</summary>
/// <param name="Name">For example "attention".</param>
/// <param name="Values">One number a tile; where it is not finite, the tile has no such measurement.</param>
public sealed record TileMeasurement(string Name, ReadOnlyMemory<double> Values);
