using System.Diagnostics;
using System.Globalization;
using Histo.Benchmarks.Inputs;
using Histo.Benchmarks.Peers;
using Histo.Ssl.Views;
using TorchSharp;

namespace Histo.Benchmarks.Ratios;

/// <summary>Views a second on one core, against torchvision on PIL images with the same recipe.</summary>
internal static class ViewRatios
{
    private const int Pairs = 7, Warmups = 6;

    private static readonly (string Key, string Recipe, int TileSize, int Size, int Count)[] Cases =
    [
        ("views64VsTorchvision", "simclr", 64, 64, 512),
        ("views96VsTorchvision", "simclr", 96, 96, 256),
        ("views224VsTorchvision", "simclr", 224, 224, 64),
        ("viewsGlobalVsTorchvision", "dino-global", 224, 224, 64),
        ("viewsLocalVsTorchvision", "dino-local", 224, 96, 256),
    ];

    public static void Measure(RatioFile file)
    {
        int threads = torch.get_num_threads();
        torch.set_num_threads(1);
        foreach ((string key, string recipe, int tileSize, int size, int count) in Cases)
        {
            using PixelBatch batch = ViewBatch.Create(32, tileSize);
            string tiles = WorkFolder.File(string.Create(CultureInfo.InvariantCulture, $"tiles{tileSize}.rgb"));
            File.WriteAllBytes(tiles, batch.Pixels.Span);
            using PythonPeer? peer = PythonPeer.Start("torchvision_views.py", 1, [tiles, tileSize.ToString(CultureInfo.InvariantCulture)], out string reason);
            using var fused = new FusedViewExecutor(1);
            using var tensors = new TensorViewExecutor();
            double Ours(IViewExecutor executor) => Rate(executor, batch, Recipe(recipe, size), size);
            for (int i = 0; i < Warmups; i++)
            {
                // The compiler replaces the code of hot loops while they run.
                Ours(fused);
            }

            if (peer is null)
            {
                file.Miss(key, reason);
            }
            else
            {
                file.Add(key, PairedRuns.Measure(() => peer.Run(string.Create(CultureInfo.InvariantCulture, $"{recipe} {size} {count}")), () => Ours(fused), Pairs), "views/s");
            }

            // The other executor as its limit: what the fused one gains.
            file.Add(key.Replace("VsTorchvision", "VsTensors", StringComparison.Ordinal), PairedRuns.Measure(() => Ours(tensors), () => Ours(fused), Pairs), "views/s");
        }

        torch.set_num_threads(threads);
        file.Note("views224VsTorchvision", "one thread; simclr: random resized crop 0.08 to 1 bicubic, flip, colour jitter .8 .8 .8 .2, grey, blur p .5 with a tenth of the view, to float, normalised; dino: the crops and colours of DINOv2 (global 0.32 to 1; local 0.05 to 0.32, 96 of 224 px)");
    }

    private static ViewOptions Recipe(string name, int size) => name switch
    {
        "dino-global" => With(ViewPresets.Options(AugmentationPreset.Official, "dinov2", size).First, blur: 0.55),
        "dino-local" => ViewPresets.Options(AugmentationPreset.Official, "dinov2", 224).Local,
        _ => ViewPresets.Options(AugmentationPreset.Official, "simclr", size).First,
    };

    private static ViewOptions With(ViewOptions options, double blur)
    {
        options.Blur.Probability = blur;
        return options;
    }

    // At least a quarter of a second; the drawing of the parameters counts.
    private static double Rate(IViewExecutor executor, PixelBatch batch, ViewOptions options, int size)
    {
        var recipe = new ViewRecipe(options);
        var output = ViewOutput.ImageNet(size);
        var views = new ViewParameters[batch.Context.Rows.Length];
        long start = Stopwatch.GetTimestamp();
        int made = 0;
        for (int step = 0; Stopwatch.GetElapsedTime(start).TotalSeconds < 0.25; step++)
        {
            for (int row = 0; row < views.Length; row++)
            {
                views[row] = recipe.Draw(1, step, row, 0, batch.TileSize);
            }

            executor.Apply(batch, 0, views, output).Dispose();
            made += views.Length;
        }

        return made / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
