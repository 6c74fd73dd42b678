using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Benchmarks.Tables;

namespace Histo.Benchmarks.Bags;

/// <summary>Time and memory of slide-level models by size of the bag, each in a process of its own, because a peak cannot be taken back.</summary>
internal static class BagsCommand
{
    private static readonly BagStep[] Plan =
    [
        new("srmil", 1_000, 1024, 0), new("srmil", 10_000, 1024, 0), new("srmil", 100_000, 1024, 0),
        new("wikg", 1_000, 1024, 0), new("wikg", 10_000, 1024, 0), new("wikg", 100_000, 1024, 0),
        new("transmil", 1_000, 1024, 0), new("transmil", 10_000, 1024, 0), new("transmil", 100_000, 1024, 0),
        new("gated-abmil", 1_000, 1024, 8_192), new("gated-abmil", 10_000, 1024, 8_192), new("gated-abmil", 100_000, 1024, 8_192),
        new("gated-abmil", 50_000, 1024, 50_000), new("gated-abmil", 50_000, 1024, 8_192), new("gated-abmil", 400_000, 1024, 8_192),
    ];

    public static int Run(string file)
    {
        string load = Machine.Load();
        var steps = new JsonArray();
        foreach (BagStep step in Plan)
        {
            steps.Add(Measure(step));
            MeasuredFile.Write(file, load, new JsonObject { ["steps"] = steps.DeepClone() });
        }

        return 0;
    }

    // A bag that does not fit into this machine's memory is a result.
    private static JsonObject Measure(BagStep step)
    {
        try
        {
            return OwnProcess.Measure(step.Words);
        }
        catch (InvalidOperationException error)
        {
            return new JsonObject { ["model"] = step.Model, ["tiles"] = step.Tiles, ["chunk"] = step.Chunk, ["problem"] = error.Message };
        }
    }
}
