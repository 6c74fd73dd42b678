using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Training;

namespace Histo.Benchmarks.Ratios;

/// <summary>Training from slides against the same steps on ready tensors.</summary>
internal static class TrainingRatios
{
    private const int Pairs = 3, Skipped = 4;

    public static void Measure(RatioFile file)
    {
        var raw = new JsonObject { ["unit"] = "steps/s" };
        double lowest = double.PositiveInfinity, waiting = 0;
        foreach ((string name, EncoderOptions encoder) in TrainingBench.Encoders())
        {
            using var bench = new TrainingBench(encoder, BenchmarkScale.Current.TrainingSteps + Skipped);
            List<double> waits = [], views = [];
            PairedRuns runs = PairedRuns.Measure(() => Run(bench.RunCached).Rate, FromSlides, Pairs);
            double share = PairedRuns.Median(waits);
            JsonObject figures = runs.ToJson();
            (figures["waitingShare"], figures["viewShare"]) = (RatioFile.Rounded(share), RatioFile.Rounded(PairedRuns.Median(views)));
            raw[name] = figures;
            (lowest, waiting) = (Math.Min(lowest, runs.Ratio), Math.Max(waiting, share));

            double FromSlides()
            {
                (double rate, StepClock clock) = Run(bench.RunFromSlides);
                waits.Add(clock.WaitingShare);
                views.Add(clock.ViewShare);
                return rate;
            }
        }

        file.Add("trainVsCached", lowest);
        file.Add("waitingShare", waiting);
        file.Raw("trainVsCached", raw);
        file.Note("trainVsCached", "ResNet-18 with ImageNet's stem and ViT-Ti/16, 64 px tiles, 64 pairs a batch, preset histology, Barlow Twins; the lower of the two");
    }

    private static (double Rate, StepClock Clock) Run(Action<StepClock> run)
    {
        var clock = new StepClock(Skipped);
        run(clock);
        return (1 / clock.SecondsPerStep, clock);
    }
}
