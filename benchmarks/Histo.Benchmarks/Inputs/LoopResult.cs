namespace Histo.Benchmarks.Inputs;

/// <summary>What one pass over a slide took.</summary>
/// <param name="Tiles">Tiles read.</param>
/// <param name="Seconds">Seconds of the loop, opening not counted.</param>
internal readonly record struct LoopResult(long Tiles, double Seconds)
{
    public double TilesPerSecond => Tiles / Seconds;
}
