using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Bags;
using Histo.Benchmarks.Inputs;
using Histo.Benchmarks.Peers;
using TorchSharp;

namespace Histo.Benchmarks.Ratios;

/// <summary>Time and memory of slide-level models by size of the bag; each memory in a process of its own.</summary>
internal static class BagRatios
{
    private const int Small = 10_000, Large = 100_000, Features = 1024;

    public static void Measure(RatioFile file)
    {
        try
        {
            MeasureSizes(file);
        }
        catch (InvalidOperationException error)
        {
            // A bag that does not fit into this machine's memory ends its process.
            foreach (string key in new[] { "srmilGrowth", "srmilMemoryGrowth", "srmilPeak10k", "srmil100kPeak", "abmil400kPeakVsFeatures" })
            {
                file.Miss(key, error.Message);
            }
        }

        Compare(file);
    }

    private static void MeasureSizes(RatioFile file)
    {
        JsonObject small = OwnProcess.Measure(new BagStep("srmil", Small, Features, 0).Words), large = OwnProcess.Measure(new BagStep("srmil", Large, Features, 0).Words);
        file.Add("srmilGrowth", Exponent(Number(small, "seconds"), Number(large, "seconds")));
        file.Add("srmilMemoryGrowth", Exponent(AboveFeatures(small), AboveFeatures(large)));
        file.Raw("srmilGrowth", new JsonObject { ["10,000 tiles"] = small, ["100,000 tiles"] = large });
        file.Note("srmilGrowth", "exponent of a step's time between 10,000 and 100,000 tiles: 1 is linear");
        file.Add("srmilPeak10k", AboveFeatures(small));
        file.Add("srmil100kPeak", AboveFeatures(large));
        file.Note("srmilPeak10k", "bytes: the peak of the process less its features; the runtime and libtorch count");
        JsonObject pooled = OwnProcess.Measure(new BagStep("gated-abmil", 400_000, Features, 8_192).Words);
        file.Add("abmil400kPeakVsFeatures", Number(pooled, "peakOverFeatures"));
        file.Raw("abmil400kPeakVsFeatures", pooled);
    }

    private static void Compare(RatioFile file)
    {
        string[] arguments = [Text(Small), Text(Features), Text(torch.get_num_threads())];
        using PythonPeer? peer = PythonPeer.Start("torch_srmil.py", torch.get_num_threads(), arguments, out string reason);
        if (peer is null)
        {
            file.Miss("srmilVsPyTorch", reason);
            return;
        }

        using var bench = new BagBench(new BagStep("srmil", Small, Features, 0));
        file.Add("srmilVsPyTorch", PairedRuns.Measure(() => peer.Run("step"), () => 1 / bench.Step(), 2), "steps/s");
        file.Note("srmilVsPyTorch", $"a step on 10,000 tiles of 1,024 features, 24 neighbours, against messages along a list of edges in plain PyTorch {peer.Version}, which maps the features once a pass and decodes every tile; ours maps them once and finishes hidden tiles only");
    }

    private static double Exponent(double small, double large) => Math.Log(large / small) / Math.Log((double)Large / Small);

    private static double AboveFeatures(JsonObject step) => Number(step, "peakBytes") - Number(step, "featureBytes");

    private static double Number(JsonObject step, string name) => step[name]!.GetValue<double>();

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
