namespace Histo.Benchmarks.Inputs;

/// <summary>A slide to read in squares.</summary>
/// <param name="Name">Name in tables.</param>
/// <param name="FilePath">The file.</param>
/// <param name="TileSize">Side of its own tiles in pixels: squares on this lattice are aligned.</param>
internal sealed record BenchmarkSlide(string Name, string FilePath, int TileSize);
