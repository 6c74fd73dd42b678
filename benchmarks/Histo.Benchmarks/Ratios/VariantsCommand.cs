using System.Diagnostics;
using Histo.Benchmarks.Inputs;
using Histo.Benchmarks.Tables;
using Histo.Ssl.Training;
using static TorchSharp.torch;

namespace Histo.Benchmarks.Ratios;

/// <summary>What threads, bfloat16, the layout of channels and the fused updates change, each against the same without it.</summary>
internal static class VariantsCommand
{
    private const int Pairs = 2, QuickPairs = 7, Skipped = 2, Steps = 4;

    public static int Run(string path)
    {
        string load = Machine.Load();
        var file = new RatioFile();
        Measure(file);
        file.Write(path, load);
        return 0;
    }

    private static void Measure(RatioFile file)
    {
        int threads = get_num_threads();
        foreach ((string name, EncoderOptions encoder) in TrainingBench.Encoders())
        {
            using TrainingBench single = new(encoder, Steps + Skipped), half = new(encoder, Steps + Skipped, "bfloat16");
            file.Add($"train{name}ThreadsVsOne", PairedRuns.Measure(() => StepRate(single, 1), () => StepRate(single, threads), Pairs), "steps/s");
            file.Add($"train{name}Bfloat16VsFloat32", PairedRuns.Measure(() => StepRate(single, threads), () => StepRate(half, threads), Pairs), "steps/s");
            file.Note($"train{name}ThreadsVsOne", $"{threads} threads of tensor operations against one; 64 pairs of 64 px, Barlow Twins, ready tensors");
        }

        using var updates = new OptimizerBenchmarks();
        updates.Prepare();
        file.Add("adamWVsTorchSharp", PairedRuns.Measure(() => Rate(updates.TorchSharpAdamW), () => Rate(updates.FusedAdamW), QuickPairs), "updates/s");
        file.Add("momentumVsOneByOne", PairedRuns.Measure(() => Rate(updates.MomentumOneByOne), () => Rate(updates.MomentumFused), QuickPairs), "updates/s");
        file.Note("adamWVsTorchSharp", "all weights of a ResNet-18");
        using var layouts = new ConvolutionLayoutBenchmarks();
        layouts.Prepare();
        file.Add("channelsLastVsFirst", PairedRuns.Measure(() => Rate(layouts.ChannelsFirst), () => Rate(layouts.ChannelsLast), QuickPairs), "steps/s");
        file.Note("channelsLastVsFirst", "3x3 convolutions of ResNet-18's four stages, 64 images of 64 px behind the stem, forward and backward; the encoders always put channels last");
    }

    private static double StepRate(TrainingBench bench, int threads)
    {
        int before = get_num_threads();
        set_num_threads(threads);
        var clock = new StepClock(Skipped);
        bench.RunCached(clock);
        set_num_threads(before);
        return 1 / clock.SecondsPerStep;
    }

    // At least a quarter of a second.
    private static double Rate(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        int runs = 0;
        while (runs < 2 || Stopwatch.GetElapsedTime(start).TotalSeconds < 0.25)
        {
            run();
            runs++;
        }

        return runs / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
