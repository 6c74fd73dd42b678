using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Benchmarks.Peers;
using Histo.Ssl.Training;
using TorchSharp;

namespace Histo.Benchmarks.Ratios;

/// <summary>Training steps on ready tensors against the same network and loss in PyTorch.</summary>
internal static class TorchRatios
{
    private const int Pairs = 3, Skipped = 2, Steps = 4;

    public static void Measure(RatioFile file)
    {
        var raw = new JsonObject { ["unit"] = "steps/s" };
        double lowest = double.PositiveInfinity;
        string version = string.Empty;
        foreach ((_, EncoderOptions encoder) in TrainingBench.Encoders())
        {
            int pairs = BenchmarkScale.Current.TrainingPairs, threads = torch.get_num_threads();
            string[] arguments = [encoder.Architecture, .. new[] { pairs, TrainingBench.TileSize, threads }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
            using PythonPeer? peer = PythonPeer.Start("torch_training.py", threads, arguments, out string reason);
            if (peer is null)
            {
                file.Miss("trainVsPyTorch", reason);
                return;
            }

            version = peer.Version;
            using var bench = new TrainingBench(encoder, Steps + Skipped);
            PairedRuns runs = PairedRuns.Measure(() => peer.Run(Steps.ToString(CultureInfo.InvariantCulture)), Ours, Pairs);
            raw[encoder.Architecture] = runs.ToJson();
            lowest = Math.Min(lowest, runs.Ratio);

            double Ours()
            {
                var clock = new StepClock(Skipped);
                bench.RunCached(clock);
                return 1 / clock.SecondsPerStep;
            }
        }

        file.Add("trainVsPyTorch", lowest);
        file.Raw("trainVsPyTorch", raw);
        file.Note("trainVsPyTorch", $"Barlow Twins, AdamW, 64 pairs of 64 px, projector 2048-2048-2048; ResNet-18 with ImageNet's stem and ViT-Ti/16; the lower of the two; PyTorch {version}");
    }
}
