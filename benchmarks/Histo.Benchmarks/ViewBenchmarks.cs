using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Views;
using TorchSharp;

namespace Histo.Benchmarks;

/// <summary>The views of a batch on one core, tiles of the size of the views; a batch of n pairs has 2n views. "official" is the recipe of Barlow Twins and VICReg, with blur.</summary>
public class ViewBenchmarks : IDisposable
{
    private PixelBatch _batch = null!;
    private IViewExecutor _executor = null!;
    private ViewMaker _maker = null!;

    /// <summary>Gets or sets the width and height of tiles and views.</summary>
    [Params(32, 64, 224)]
    public int Size { get; set; }

    /// <summary>Gets or sets the augmentation.</summary>
    [Params("official", "light")]
    public string Preset { get; set; } = string.Empty;

    /// <summary>Gets or sets what makes the views.</summary>
    [Params("fused", "tensors")]
    public string Executor { get; set; } = string.Empty;

    [GlobalSetup]
    public void Prepare()
    {
        torch.set_num_threads(1);
        _batch = ViewBatch.Create(BenchmarkScale.Current.ViewPairs, Size);
        _executor = Executor == "fused" ? new FusedViewExecutor() : new TensorViewExecutor();
        _maker = new ViewMaker(new ViewRecipeSet(ViewPresets.Options(AugmentationPresetNames.Parse(Preset), "barlow-twins", Size)), _executor, Size);
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
