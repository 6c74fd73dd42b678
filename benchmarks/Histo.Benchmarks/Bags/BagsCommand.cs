using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Ratios;
using Histo.Ssl.Storage;

namespace Histo.Benchmarks.Bags;

/// <summary>Time and memory of slide-level models by size of the bag, each in a process of its own, because a peak cannot be taken back.</summary>
internal static class BagsCommand
{
    private static readonly BagStep[] Plan =
    [
        new("srmil", 1_000, 1024, 0), new("srmil", 10_000, 1024, 0), new("srmil", 100_000, 1024, 0),
        new("wikg", 1_000, 1024, 0), new("wikg", 10_000, 1024, 0), new("transmil", 1_000, 1024, 0), new("transmil", 10_000, 1024, 0), new("transmil", 100_000, 1024, 0),
        new("gated-abmil", 1_000, 1024, 16_384), new("gated-abmil", 10_000, 1024, 16_384), new("gated-abmil", 100_000, 1024, 16_384),
        new("gated-abmil", 50_000, 1024, 50_000), new("gated-abmil", 50_000, 1024, 16_384), new("gated-abmil", 400_000, 1024, 16_384),
    ];

    public static int Run(string file)
    {
        string load = Machine.Load();
        var steps = new JsonArray();
        foreach (BagStep step in Plan)
        {
            JsonObject measured = Apart(step);
            Console.Error.WriteLine(measured.ToJsonString());
            steps.Add(measured);
        }

        AtomicFile.WriteText(file, new JsonObject { ["machine"] = Machine.Describe(load), ["steps"] = steps }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        return 0;
    }

    /// <summary>What the process of one step does.</summary>
    public static int RunOne(string[] words)
    {
        Console.WriteLine(new BagStep(words[0], Number(words[1]), Number(words[2]), Number(words[3])).Run().ToJsonString());
        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Runs a step in a process of its own.</summary>
    public static JsonObject Apart(BagStep step)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string word in new[] { "bag-step", step.Model, step.Tiles.ToString(CultureInfo.InvariantCulture), step.Features.ToString(CultureInfo.InvariantCulture), step.Chunk.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonNode.Parse(output)!.AsObject() : throw new InvalidOperationException($"{step} ended with {process.ExitCode}");
    }
}
