using Histo.Ssl.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Features;

/// <summary>Whole tiles, resampled bilinearly with antialiasing and normalised; refuses anything else.</summary>
internal sealed class FakeExecutor : IViewExecutor
{
    private volatile int _applied;

    public List<int> Batches { get; } = [];

    /// <summary>Gets the number of batches that are ready.</summary>
    public int Applied => _applied;

    public void Dispose()
    {
    }

    public Tensor Apply(PixelBatch batch, int firstRow, ReadOnlySpan<ViewParameters> parameters, ViewOutput output)
    {
        Batches.Add(parameters.Length);
        foreach (ViewParameters view in parameters)
        {
            (view.CropX, view.CropY, view.CropWidth, view.CropHeight).Should().Be((0f, 0f, (float)batch.TileSize, (float)batch.TileSize));
            (view.FlipHorizontal || view.FlipVertical || view.StainJitter || view.ColorJitter || view.Grey || view.Solarise).Should().BeFalse();
            (view.QuarterTurns, view.BlurSigma).Should().Be(((byte)0, 0f));
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = tensor(batch.Pixels.ToArray(), [batch.Sources, batch.TileSize, batch.TileSize, 3], dtype: ScalarType.Byte).permute(0, 3, 1, 2).to(ScalarType.Float32) / 255;
        Tensor resized = nn.functional.interpolate(pixels, [output.Size, output.Size], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
        Tensor mean = tensor(new[] { output.Mean.First, output.Mean.Second, output.Mean.Third }).reshape(1, 3, 1, 1);
        Tensor deviation = tensor(new[] { output.Deviation.First, output.Deviation.Second, output.Deviation.Third }).reshape(1, 3, 1, 1);
        Tensor prepared = ((resized - mean) / deviation).MoveToOuterDisposeScope();
        _applied++;
        return prepared;
    }
}
