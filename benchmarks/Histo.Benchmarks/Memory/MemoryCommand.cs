using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Benchmarks.Tables;
using Histo.Ssl.Training;

namespace Histo.Benchmarks.Memory;

/// <summary>The peak of each recipe, and runs of 10,000 steps; each in a process of its own.</summary>
internal static class MemoryCommand
{
    private const int Steps = 10_000;

    // Those with the most around the encoder: a teacher, local crops and masked patches; a bank with clusters.
    private static readonly string[] LongRecipes = ["dinov2-small", "sslp"];

    public static int Run(string file)
    {
        string load = Machine.Load();
        JsonArray peaks = [], runs = [];
        // Memory is what counts, not time: side by side.
        foreach (JsonObject run in LongRecipes.AsParallel().AsOrdered().WithDegreeOfParallelism(LongRecipes.Length).Select(name => OwnProcess.Measure(new LongRun(name, Steps).Words)).ToArray())
        {
            runs.Add(run);
        }

        Write();

        foreach (string name in Recipe.All.Select(recipe => recipe.Name).Where(name => name != Recipe.Tiny.Name))
        {
            peaks.Add(OwnProcess.Measure(new MethodPeak(name).Words));
            Write();
        }

        return 0;

        // What is done is kept when a later one fails.
        void Write() => MeasuredFile.Write(file, load, new JsonObject { ["peaks"] = peaks.DeepClone(), ["runs"] = runs.DeepClone() });
    }
}
