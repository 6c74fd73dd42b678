using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Views;
using TorchSharp;

namespace Histo.Benchmarks;

/// <summary>The views of a multi-crop batch on one core: tiles of 224 px, two global views of 224 px a pair and local crops of 96 px. "official" is the recipe of DINOv2, with blur.</summary>
public class MultiCropBenchmarks : IDisposable
{
    private const int Size = 224;
    private PixelBatch _batch = null!;
    private IViewExecutor _executor = null!;
    private ViewMaker _maker = null!;

    /// <summary>Gets or sets the number of local crops; 0 for comparison.</summary>
    [Params(0, 8)]
    public int LocalCrops { get; set; }

    /// <summary>Gets or sets the augmentation.</summary>
    [Params("official", "histology")]
    public string Preset { get; set; } = string.Empty;

    /// <summary>Gets or sets what makes the views.</summary>
    [Params("fused", "tensors")]
    public string Executor { get; set; } = string.Empty;

    [GlobalSetup]
    public void Prepare()
    {
        torch.set_num_threads(1);
        _batch = ViewBatch.Create(BenchmarkScale.Current.ViewPairs, Size, LocalCrops);
        _executor = Executor == "fused" ? new FusedViewExecutor() : new TensorViewExecutor();
        _maker = new ViewMaker(new ViewRecipeSet(ViewPresets.Options(AugmentationPresetNames.Parse(Preset), "dinov2", Size)), _executor, Size);
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
}
