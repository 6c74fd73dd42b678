using System.Runtime.InteropServices;
using Histo.Ssl.Views;
using Histo.TestKit;
using TorchSharp;

namespace Histo.Ssl.Tests.Views;

public sealed class MultiCropViewTests : IDisposable
{
    private readonly CountingExecutor _executor = new();

    public void Dispose() => _executor.Dispose();

    [Fact]
    public void Make_LocalCrops_HaveTheirOwnSizeAndOneCallASize()
    {
        using PixelBatch batch = ViewBatches.Create(5, 32, views: 6);
        ViewMaker maker = Maker("dino", 32);
        (maker.ViewSize, maker.LocalSize).Should().Be((32, 16));
        IReadOnlyList<torch.Tensor> views = maker.Make(batch, 1);
        views.Select(view => view.shape).Should().BeEquivalentTo(
            new long[][] { [5, 3, 32, 32], [5, 3, 32, 32], [5, 3, 16, 16], [5, 3, 16, 16], [5, 3, 16, 16], [5, 3, 16, 16] }, options => options.WithStrictOrdering());
        _executor.Calls.Should().Equal((0, 10, 32), (10, 20, 16));
        DisposeAll(views);
    }

    [Theory]
    [InlineData("dino", null)]
    [InlineData("dinov2", 32)]
    [InlineData("swav", 20)]
    public void Make_GlobalViews_AreThoseOfATwoViewBatchBitForBit(string objective, int? localSize)
    {
        using PixelBatch pair = ViewBatches.Create(7, 32), crops = ViewBatches.Create(7, 32, views: 5);
        IReadOnlyList<torch.Tensor> two = Maker(objective, 32, options => options.Local.Grey = 1).Make(pair, 9);
        IReadOnlyList<torch.Tensor> five = Maker(objective, 32, options => options.LocalSize = localSize).Make(crops, 9);
        for (int view = 0; view < 2; view++)
        {
            Numbers(five[view]).Should().Equal(Numbers(two[view]));
        }

        Numbers(five[3]).Should().NotEqual(Numbers(five[2]), "each local crop has a stream of its own");
        DisposeAll(two);
        DisposeAll(five);
    }

    [Fact]
    public void ParametersOf_LocalRows_FollowTheLocalOptions()
    {
        using PixelBatch batch = ViewBatches.Create(200, 64, views: 10);
        ViewMaker maker = Maker("dinov2", 64);
        ViewParameters[] rows = [.. Enumerable.Range(0, 2000).Select(row => maker.ParametersOf(batch, row, 1))];
        static double Area(ViewParameters view) => view.CropWidth * view.CropHeight / (64.0 * 64);
        rows[..400].Min(Area).Should().BeGreaterThan(0.3);
        rows[400..].Should().OnlyContain(view => !view.Solarise && (view.BlurTaps == 9 || view.BlurSigma == 0));
        (rows[400..].Min(Area), rows[400..].Max(Area)).Should().Match<(double Low, double High)>(area => area.Low > 0.04 && area.High < 0.34);
        rows[400..].Average(Area).Should().BeApproximately((0.05 + 0.32) / 2, 0.01);
        rows[400..].Average(view => view.BlurSigma > 0 ? 1.0 : 0).Should().BeApproximately(0.5, 0.05);
        rows[400..].Distinct().Should().HaveCount(1600);
    }

    [Fact]
    public void Render_LocalRow_HasTheLocalSizeAndTheTileWithoutAugmentation()
    {
        using PixelBatch batch = ViewBatches.Create(2, 12, views: 3, shared: false);
        var maker = new ViewMaker(new ViewRecipeSet(ViewPresets.Options(AugmentationPreset.None, "dino", 40)), _executor, 40, patchSize: 12);
        maker.LocalSize.Should().Be(12);
        maker.Render(batch, 3, 1).Width.Should().Be(40);
        maker.Render(batch, 5, 1).Pixels.Should().Equal(ViewBatches.Tile(12, 5));
    }

    [Fact]
    public void Make_LocalCrops_LeaveNoTensorBehind()
    {
        using PixelBatch batch = ViewBatches.Create(4, 24, views: 5);
        ViewMaker maker = Maker("dinov2", 24);
        LiveTensors.ShouldStayConstant(() => DisposeAll(maker.Make(batch, 3)));
        LiveTensors.ShouldStayConstant(() => maker.Render(batch, 17, 3));
    }

    [Theory]
    [InlineData(224, 16, 96)]
    [InlineData(224, 14, 98)]
    [InlineData(224, 8, 96)]
    [InlineData(256, 16, 112)]
    [InlineData(64, 8, 24)]
    [InlineData(16, 8, 8)]
    [InlineData(4, 8, 8)]
    [InlineData(32, 1, 14)]
    public void LocalCropSize_IsAWholeNumberOfPatches(int viewSize, int patchSize, int size) => LocalCropSize.For(viewSize, patchSize).Should().Be(size);

    private ViewMaker Maker(string objective, int size, Action<ViewSetOptions>? change = null)
    {
        ViewSetOptions options = ViewPresets.Options(AugmentationPreset.Official, objective, size);
        change?.Invoke(options);
        return new ViewMaker(new ViewRecipeSet(options), _executor, size);
    }

    private static float[] Numbers(torch.Tensor tensor)
    {
        using torch.Tensor own = tensor.contiguous();
        return MemoryMarshal.Cast<byte, float>(own.bytes).ToArray();
    }

    private static void DisposeAll(IReadOnlyList<torch.Tensor> views)
    {
        foreach (torch.Tensor view in views)
        {
            view.Dispose();
        }
    }

    private sealed class CountingExecutor : IViewExecutor, IDisposable
    {
        private readonly TensorViewExecutor _inner = new();

        public List<(int FirstRow, int Rows, int Size)> Calls { get; } = [];

        public torch.Tensor Apply(PixelBatch batch, int firstRow, ReadOnlySpan<ViewParameters> parameters, ViewOutput output)
        {
            Calls.Add((firstRow, parameters.Length, output.Size));
            return _inner.Apply(batch, firstRow, parameters, output);
        }

        public void Dispose() => _inner.Dispose();
    }
}
