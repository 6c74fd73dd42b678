using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Training;

namespace Histo.Benchmarks.Memory;

/// <summary>The largest memory of a process that trains a few steps by one recipe, slides read at each step.</summary>
/// <param name="Recipe">Name of the recipe.</param>
internal sealed record MethodPeak(string Recipe)
{
    private const int Steps = 5, Pairs = 64, TileSize = 64;

    /// <summary>Gets the arguments of the program that measure it.</summary>
    public IEnumerable<string> Words => ["method-peak", Recipe];

    /// <summary>Runs in this process.</summary>
    public JsonObject Run()
    {
        PretrainOptions options = Histo.Ssl.Training.Recipe.Find(Recipe).Create();
        bool transformer = options.Encoder.Architecture.StartsWith("vit", StringComparison.Ordinal);
        (options.Encoder.Architecture, options.Tiling.TileSize) = (transformer ? "vit-tiny" : "resnet18", TileSize);
        options.Encoder.Transformer.PatchSize = 16;
        (options.Training.Steps, options.Training.BatchSize, options.Training.TileCacheMegabytes, options.Training.Collapse.Stop) = (Steps, Pairs, 0, false);
        using PretrainSession session = TrainingBench.Open(options);
        long before = ProcessMemory.Resident;
        session.Run();
        return new JsonObject
        {
            ["recipe"] = Recipe, ["encoder"] = options.Encoder.Architecture, ["before"] = before, ["peak"] = ProcessMemory.Peak,
        };
    }
}
