using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Benchmarks.Bags;

/// <summary>Training steps of a slide-level model on one bag, with the memory of the process: forward, backward, AdamW.</summary>
/// <param name="Model">Name of the aggregator.</param>
/// <param name="Tiles">Instances of the bag, on a square lattice.</param>
/// <param name="Features">Features of an instance.</param>
/// <param name="Chunk">Largest number of instances at once, for ABMIL.</param>
internal sealed record BagStep(string Model, int Tiles, int Features, int Chunk)
{
    private const int Steps = 3;

    /// <summary>Runs in this process: the first step warms up, the fastest of the others counts.</summary>
    public JsonObject Run()
    {
        using var model = AggregatorFactory.Create(new AggregatorOptions { Name = Model, Abmil = { ChunkSize = Chunk } }, Features, 2, 1);
        using var optimizer = new AdamWOptimizer([new ParameterGroup("all", [.. model.Module.named_parameters().Select(each => new NamedParameter(each.name, each.parameter))])]);
        manual_seed(1);
        int side = (int)Math.Ceiling(Math.Sqrt(Tiles));
        var positions = new TilePositions([.. Enumerable.Range(0, Tiles).Select(i => i % side * 256.0)], [.. Enumerable.Range(0, Tiles).Select(i => i / side * 256.0)], 256, 256);
        Tensor features = empty(Tiles, Features);
        features.normal_();
        using var bag = new Bag("bench", features, positions);
        long before = Kilobytes("VmRSS"), featureKilobytes = (long)Tiles * Features * 4 / 1024;
        double best = double.PositiveInfinity;
        for (int step = 0; step < Steps; step++)
        {
            long start = Stopwatch.GetTimestamp();
            optimizer.ZeroGradients();
            using (DisposeScope scope = NewDisposeScope())
            {
                model.Forward(new MilInput(bag, new ClassTarget(1), new BagDraw(1, step))).Loss().backward();
            }

            optimizer.Step(1e-4);
            best = step == 0 ? best : Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        long peak = Kilobytes("VmHWM");
        return new JsonObject
        {
            ["model"] = Model, ["tiles"] = Tiles, ["features"] = Features, ["chunk"] = Chunk, ["seconds"] = Math.Round(best, 4), ["featureMegabytes"] = featureKilobytes / 1024, ["peakMegabytes"] = peak / 1024,
            ["aboveFeaturesMegabytes"] = (peak - before) / 1024, ["peakOverFeatures"] = Math.Round((double)peak / featureKilobytes, 3), ["threads"] = get_num_threads(),
        };
    }

    private static long Kilobytes(string name) => File.ReadLines("/proc/self/status").Where(line => line.StartsWith(name + ":", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)).FirstOrDefault();
}
