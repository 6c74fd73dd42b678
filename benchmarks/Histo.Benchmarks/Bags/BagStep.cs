using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using TorchSharp;

namespace Histo.Benchmarks.Bags;

/// <summary>Training steps of a slide-level model on one bag, with the memory of the process.</summary>
/// <param name="Model">Name of the aggregator.</param>
/// <param name="Tiles">Instances of the bag, on a square lattice.</param>
/// <param name="Features">Features of an instance.</param>
/// <param name="Chunk">Largest number of instances at once, for ABMIL.</param>
internal sealed record BagStep(string Model, int Tiles, int Features, int Chunk)
{
    // One for warming up, then two, or one where a step takes minutes: WiKG compares all pairs.
    private int Steps => Model == "wikg" && Tiles >= 100_000 ? 2 : 3;

    /// <summary>Gets the arguments of the program that do the step.</summary>
    public IEnumerable<string> Words => ["bag-step", Model, .. new[] { Tiles, Features, Chunk }.Select(number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Runs in this process: the first step warms up, the fastest of the others counts.</summary>
    public JsonObject Run()
    {
        using var bench = new BagBench(this);
        long before = ProcessMemory.Resident, features = (long)Tiles * Features * sizeof(float);
        double best = double.PositiveInfinity;
        for (int step = 0; step < Steps; step++)
        {
            double seconds = bench.Step();
            best = step == 0 ? best : Math.Min(best, seconds);
        }

        long peak = ProcessMemory.Peak;
        return new JsonObject
        {
            ["model"] = Model, ["tiles"] = Tiles, ["features"] = Features, ["chunk"] = Chunk, ["seconds"] = Math.Round(best, 4), ["featureBytes"] = features, ["peakBytes"] = peak,
            ["aboveFirstBytes"] = peak - before, ["peakOverFeatures"] = Math.Round((double)peak / features, 3), ["threads"] = torch.get_num_threads(),
        };
    }
}
