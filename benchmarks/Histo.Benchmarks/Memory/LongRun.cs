using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Training;
using TorchSharp;

namespace Histo.Benchmarks.Memory;

/// <summary>A run of thousands of small steps, slides read at each: memory must not grow.</summary>
/// <param name="Recipe">Name of the recipe, made tiny.</param>
/// <param name="Steps">Number of steps.</param>
internal sealed record LongRun(string Recipe, int Steps)
{
    private const int Samples = 10, Pairs = 4, TileSize = 16;

    /// <summary>Gets the arguments of the program that measure it.</summary>
    public IEnumerable<string> Words => ["long-run", Recipe, Steps.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Runs in this process.</summary>
    public JsonObject Run()
    {
        PretrainOptions options = Histo.Ssl.Training.Recipe.Find(Recipe).Create();
        (options.Encoder.Architecture, options.Tiling.TileSize) = (options.Encoder.Architecture.StartsWith("vit", StringComparison.Ordinal) ? "vit-tiny" : "resnet18", TileSize);
        Histo.Ssl.Training.Recipe.Tiny.Apply(options);
        (options.Training.Steps, options.Training.BatchSize, options.Training.TileCacheMegabytes, options.Training.CheckpointEvery, options.Training.Collapse.Stop) = (Steps, Pairs, 0, 0, false);

        // Tensors are so small that a second thread would only be waited for.
        options.Training.ComputeThreads = 1;
        using PretrainSession session = TrainingBench.Open(options);
        var samples = new JsonArray();
        int every = Math.Max(1, Steps / Samples);
        session.Run(progress: new Reported(step =>
        {
            if ((step.Step + 1) % every == 0)
            {
                samples.Add(new JsonObject
                {
                    ["step"] = step.Step + 1, ["resident"] = ProcessMemory.Resident, ["liveTensors"] = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount, ["managed"] = GC.GetTotalMemory(forceFullCollection: false),
                });
            }
        }));
        return new JsonObject { ["recipe"] = Recipe, ["steps"] = Steps, ["samples"] = samples };
    }
}
