using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Views;
using TorchSharp;

namespace Histo.Benchmarks;

/// <summary>What each operation costs alone: a batch of whole 224 px tiles on one core, with one operation on every view ("none" is the conversion to float and the normalisation).</summary>
public class ViewOperationBenchmarks : IDisposable
{
    private const int Size = 224;
    private PixelBatch _batch = null!;
    private IViewExecutor _executor = null!;
    private ViewMaker _maker = null!;

    /// <summary>Gets or sets the operation.</summary>
    [Params("none", "crop-bilinear", "crop-bicubic", "flips-and-turns", "stain", "color", "color-linear", "grey", "blur", "solarise")]
    public string Operation { get; set; } = string.Empty;

    /// <summary>Gets or sets what makes the views.</summary>
    [Params("fused", "tensors")]
    public string Executor { get; set; } = string.Empty;

    [GlobalSetup]
    public void Prepare()
    {
        torch.set_num_threads(1);
        _batch = ViewBatch.Create(BenchmarkScale.Current.ViewPairs, Size);
        _executor = Executor == "fused" ? new FusedViewExecutor() : new TensorViewExecutor();
        _maker = new ViewMaker(new ViewRecipeSet(new ViewSetOptions { First = Only(Operation), Second = Only(Operation) }), _executor, Size);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _executor.Dispose();
        _batch.Dispose();
    }

    [Benchmark]
    public long Batch()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return _maker.Make(_batch, 1)[0].shape[0];
    }

    private static ViewOptions Only(string operation)
    {
        ViewOptions options = ViewOptions.Off();
        switch (operation)
        {
            case "crop-bilinear":
                options.Crop = new CropOptions();
                break;
            case "crop-bicubic":
                options.Crop = new CropOptions { Filter = ResampleFilter.Bicubic };
                break;
            case "flips-and-turns":
                (options.FlipHorizontal, options.FlipVertical, options.QuarterTurns) = (0.5, 0.5, true);
                break;
            case "stain":
                options.Stain.Probability = 1;
                break;
            case "color":
                options.Color.Probability = 1;
                break;
            case "color-linear":
                (options.Color.Probability, options.Color.Model) = (1, JitterModel.Linear);
                break;
            case "grey":
                options.Grey = 1;
                break;
            case "blur":
                options.Blur.Probability = 1;
                break;
            case "solarise":
                options.Solarise.Probability = 1;
                break;
        }

        return options;
    }
}
