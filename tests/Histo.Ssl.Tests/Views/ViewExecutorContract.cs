using System.Runtime.InteropServices;
using Histo.Ssl.Randomness;
using Histo.Ssl.Views;
using Histo.TestKit;
using TorchSharp;

namespace Histo.Ssl.Tests.Views;

/// <summary>What every executor must do.</summary>
public abstract class ViewExecutorContract : IDisposable
{
    private const double Tolerance = 2e-5;

    private readonly IViewExecutor _executor;

    protected ViewExecutorContract(IViewExecutor executor) => _executor = executor;

    public void Dispose()
    {
        _executor.Dispose();
        GC.SuppressFinalize(this);
    }

    private static ViewOutput Raw(int size) => new(size, default, new Triple(1, 1, 1));

    private float[] Apply(PixelBatch batch, int firstRow, ViewParameters[] views, ViewOutput output)
    {
        using torch.Tensor result = _executor.Apply(batch, firstRow, views, output);
        result.shape.Should().Equal(views.Length, 3, output.Size, output.Size);
        result.dtype.Should().Be(torch.float32);
        result.is_contiguous().Should().BeTrue();
        return MemoryMarshal.Cast<byte, float>(result.bytes).ToArray();
    }

    private void ShouldMatchNaive(int tileSize, int size, params ViewParameters[] views)
    {
        using PixelBatch batch = ViewBatches.Create(views.Length, tileSize, views: 1);
        float[] actual = Apply(batch, 0, views, Raw(size));
        for (int row = 0; row < views.Length; row++)
        {
            double[] expected = NaiveView.Render(ViewBatches.Tile(tileSize, row), tileSize, views[row], size);
            for (int i = 0; i < expected.Length; i++)
            {
                float seen = actual[(row * expected.Length) + i];
                double difference = Math.Abs(seen - expected[i]);
                // A value within rounding of the threshold may fall on either side.
                bool atThreshold = views[row].Solarise && Math.Abs(seen + expected[i] - 1) < Tolerance && Math.Abs(Math.Max(seen, expected[i]) - Math.Max(views[row].SolariseThreshold, 1 - views[row].SolariseThreshold)) < Tolerance;
                if (!(difference <= Tolerance) && !atThreshold)
                {
                    Assert.Fail($"row {row} {views[row]}: value {i} is {seen:R}, naively {expected[i]:R}");
                }
            }
        }
    }

    private static ViewParameters With(int tileSize, Func<ViewParameters, ViewParameters> change) => change(ViewParameters.WholeTile(tileSize));

    private static ViewParameters[] Drawn(ViewOptions options, int count, int tileSize)
    {
        var recipe = new ViewRecipe(options);
        return [.. Enumerable.Range(0, count).Select(row => recipe.Draw(11, 5, row, 0, tileSize))];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    public void Apply_WholeTile_IsExactlyTheBytesNormalised(int tileSize)
    {
        using PixelBatch batch = ViewBatches.Create(3, tileSize, views: 1);
        ViewParameters[] views = [.. Enumerable.Repeat(ViewParameters.WholeTile(tileSize), 3)];
        float[] actual = Apply(batch, 0, views, ViewOutput.ImageNet(tileSize));
        float[] mean = [0.485f, 0.456f, 0.406f], deviation = [0.229f, 0.224f, 0.225f];
        for (int row = 0; row < 3; row++)
        {
            byte[] tile = ViewBatches.Tile(tileSize, row);
            for (int i = 0; i < tileSize * tileSize; i++)
            {
                for (int c = 0; c < 3; c++)
                {
                    actual[(((row * 3) + c) * tileSize * tileSize) + i].Should().Be(((tile[(i * 3) + c] / 255f) - mean[c]) / deviation[c]);
                }
            }
        }
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(13, 13)]
    [InlineData(12, 17)]
    [InlineData(17, 6)]
    public void Apply_EverySymmetry_EqualsNaive(int tileSize, int size)
    {
        var views = new List<ViewParameters>();
        for (int i = 0; i < 16; i++)
        {
            views.Add(With(tileSize, v => v with { FlipHorizontal = (i & 1) != 0, FlipVertical = (i & 2) != 0, QuarterTurns = (byte)(i >> 2) }));
        }

        ShouldMatchNaive(tileSize, size, [.. views]);
    }

    [Theory]
    [InlineData(ResampleFilter.Bilinear)]
    [InlineData(ResampleFilter.Bicubic)]
    public void Apply_Crops_EqualNaive(ResampleFilter filter)
    {
        ViewParameters View(float x, float y, float w, float h, bool flip = false, byte turns = 0) => With(24, v => v with { Filter = filter, CropX = x, CropY = y, CropWidth = w, CropHeight = h, FlipHorizontal = flip, QuarterTurns = turns });
        foreach (int size in new[] { 1, 7, 16, 24, 41 })
        {
            ShouldMatchNaive(24, size, View(0, 0, 24, 24), View(3, 5, 10, 12), View(3, 5, 10, 12, true, 1), View(23, 0, 1, 24, false, 3), View(0.5f, 2.25f, 7.3f, 20.1f, true, 2), View(0, 23, 24, 1, true));
        }
    }

    [Theory]
    [InlineData(ResampleFilter.Bilinear)]
    [InlineData(ResampleFilter.Bicubic)]
    public void Apply_SmallCropsOnly_EqualNaive(ResampleFilter filter)
    {
        ViewParameters View(float x, float y, float w, float h, bool flip = false, byte turns = 0) => With(24, v => v with { Filter = filter, CropX = x, CropY = y, CropWidth = w, CropHeight = h, FlipHorizontal = flip, QuarterTurns = turns });
        foreach (int size in new[] { 1, 7, 24, 41 })
        {
            ShouldMatchNaive(24, size, View(0, 0, 18, 2), View(3, 5, 10, 12, true, 1), View(23, 23, 1, 1, false, 3), View(6.5f, 20.25f, 17.3f, 3.75f, true, 2), View(0.75f, 6.75f, 0.5f, 17.25f));
            ShouldMatchNaive(24, size, View(20, 4, 4, 5, true, 1), View(0, 19, 5, 5, false, 2));
        }
    }

    [Fact]
    public void Apply_LocalCrops_EqualTheSameCropsAmongWholeTiles()
    {
        using PixelBatch batch = ViewBatches.Create(40, 48, views: 1);
        ViewParameters[] local = Drawn(ViewPresets.Options(AugmentationPreset.Official, "dinov2", 112).Local, 40, 48), mixed = [.. local[..^1], ViewParameters.WholeTile(48)];
        float[] alone = Apply(batch, 0, local, Raw(20)), among = Apply(batch, 0, mixed, Raw(20));
        for (int i = 0; i < 39 * 3 * 20 * 20; i++)
        {
            Math.Abs(alone[i] - among[i]).Should().BeLessThan(1e-6f);
        }
    }

    [Theory]
    [InlineData(0.6f, 1f, 1f, 0f)]
    [InlineData(1.4f, 1f, 1f, 0f)]
    [InlineData(1f, 0.3f, 1f, 0f)]
    [InlineData(1f, 1.7f, 1f, 0f)]
    [InlineData(1f, 1f, 0f, 0f)]
    [InlineData(1f, 1f, 1.8f, 0f)]
    [InlineData(1f, 1f, 1f, 0.5f)]
    [InlineData(1f, 1f, 1f, -0.5f)]
    [InlineData(1f, 1f, 1f, -0.07f)]
    public void Apply_SingleColorOperation_EqualsNaive(float brightness, float contrast, float saturation, float hue)
    {
        foreach (JitterModel model in Enum.GetValues<JitterModel>())
        {
            ShouldMatchNaive(15, 15, With(15, v => v with { JitterModel = model, ColorJitter = true, Brightness = brightness, Contrast = contrast, Saturation = saturation, Hue = hue }));
        }
    }

    [Fact]
    public void Apply_AllTwentyFourOrders_EqualNaive() => ShouldMatchNaive(
        12,
        12,
        [.. Enumerable.Range(0, 24).Select(order => With(12, v => v with { ColorJitter = true, Brightness = 1.3f, Contrast = 0.6f, Saturation = 1.5f, Hue = 0.2f, JitterOrder = (byte)order }))]);

    [Fact]
    public void Apply_Grey_EqualsNaive()
    {
        ShouldMatchNaive(9, 9, With(9, v => v with { Grey = true }), ViewParameters.WholeTile(9), With(9, v => v with { Grey = true, JitterModel = JitterModel.Linear }));
        ShouldMatchNaive(9, 9, With(9, v => v with { Grey = true, JitterModel = JitterModel.Linear, ColorJitter = true, Brightness = 0.8f, Contrast = 1.3f, Saturation = 1.1f, Hue = 0.1f }));
    }

    [Theory]
    [InlineData(StainConvention.NaturalOpticalDensity, 0f)]
    [InlineData(StainConvention.NaturalOpticalDensity, 0.15f)]
    [InlineData(StainConvention.NaturalOpticalDensity, 0.6f)]
    [InlineData(StainConvention.Skimage, 0f)]
    public void Apply_Stain_EqualsNaive(StainConvention convention, float guard)
    {
        ViewParameters stained = With(14, v => v with { StainJitter = true, StainConvention = convention, StainGuard = guard, StainScale = new Triple(1.05f, 0.9f, 1.2f), StainShift = new Triple(0.05f, -0.04f, 0.02f) });
        ShouldMatchNaive(14, 14, stained, ViewParameters.WholeTile(14), stained with { StainShift = default }, stained with { StainScale = new Triple(0.8f, 1, 1) });
    }

    [Theory]
    [InlineData(0.1f, 5)]
    [InlineData(1.2f, 5)]
    [InlineData(2f, 0)]
    [InlineData(2f, 23)]
    [InlineData(9f, 0)]
    public void Apply_Blur_EqualsNaive(float sigma, int taps)
    {
        ViewParameters blurred = With(11, v => v with { BlurSigma = sigma, BlurTaps = taps });
        ShouldMatchNaive(11, 11, blurred, ViewParameters.WholeTile(11), blurred with { BlurSigma = sigma * 0.7f });
        ShouldMatchNaive(11, 2, blurred);
        ShouldMatchNaive(11, 1, blurred);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5019608f)]
    [InlineData(1f)]
    public void Apply_Solarise_EqualsNaive(float threshold) =>
        ShouldMatchNaive(10, 10, With(10, v => v with { Solarise = true, SolariseThreshold = threshold }), ViewParameters.WholeTile(10));

    [Fact]
    public void Apply_EveryPresetDrawn_EqualsNaive()
    {
        foreach (AugmentationPreset preset in Enum.GetValues<AugmentationPreset>())
        {
            ViewSetOptions options = ViewPresets.Options(preset, "byol", 20);
            ShouldMatchNaive(26, 20, Drawn(options.First, 40, 26));
            ShouldMatchNaive(16, 20, Drawn(options.Second, 40, 16));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Apply_AnyGroupingOfRows_GivesTheSamePixels(int threads)
    {
        int before = torch.get_num_threads();
        try
        {
            torch.set_num_threads(threads);
            foreach ((int tileSize, int size, int count) in new[] { (32, 64, 64), (90, 100, 24), (64, 64, 64) })
            {
                using PixelBatch batch = ViewBatches.Create(count, tileSize, views: 1);
                ViewParameters[] views = Drawn(ViewPresets.Options(AugmentationPreset.Histology, "vicreg", size).First, count, tileSize);
                float[] all = Apply(batch, 0, views, Raw(size));
                int pixels = 3 * size * size;
                float largest = 0;
                for (int row = 0; row < count; row++)
                {
                    float[] one = Apply(batch, row, [views[row]], Raw(size));
                    for (int i = 0; i < pixels; i++)
                    {
                        largest = Math.Max(largest, Math.Abs(one[i] - all[(row * pixels) + i]));
                    }
                }

                largest.Should().BeLessThanOrEqualTo(1e-6f);
            }
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void Apply_Twice_GivesTheSameBits()
    {
        using PixelBatch batch = ViewBatches.Create(20, 40);
        ViewParameters[] views = Drawn(new ViewOptions(), 40, 40);
        Apply(batch, 0, views, ViewOutput.ImageNet(32)).Should().Equal(Apply(batch, 0, views, ViewOutput.ImageNet(32)));
    }

    [Fact]
    public void Apply_RowsOfOneTileEach_ReadTheirOwnTile()
    {
        using PixelBatch shared = ViewBatches.Create(4, 16), own = ViewBatches.Create(4, 16, shared: false);
        ViewParameters[] views = [.. Enumerable.Repeat(ViewParameters.WholeTile(16), 4)];
        Apply(shared, 4, views, Raw(16)).Should().Equal(Apply(shared, 0, views, Raw(16)));
        float[] second = Apply(own, 4, views, Raw(16));
        for (int row = 0; row < 4; row++)
        {
            second[row * 3 * 256].Should().Be(ViewBatches.Tile(16, 4 + row)[0] / 255f);
        }
    }

    [Fact]
    public void Apply_UnderGradients_ReturnsAnOrdinaryTensor()
    {
        using PixelBatch batch = ViewBatches.Create(1, 8);
        using torch.Tensor view = _executor.Apply(batch, 0, [ViewParameters.WholeTile(8)], Raw(8));
        using torch.Tensor weight = torch.ones(1, requires_grad: true);
        using torch.Tensor loss = (view * weight).sum();
        view.requires_grad.Should().BeFalse();
        loss.backward();
        weight.grad!.item<float>().Should().BeApproximately(view.sum().item<float>(), 1e-3f);
    }

    [Fact]
    public void Apply_ManyTimes_LeavesNoTensorBehind()
    {
        using PixelBatch batch = ViewBatches.Create(40, 24, shared: false);
        foreach (AugmentationPreset preset in Enum.GetValues<AugmentationPreset>())
        {
            ViewParameters[] views = Drawn(ViewPresets.Options(preset, "vicreg", 20).Second, 80, 24);
            LiveTensors.ShouldStayConstant(() => _executor.Apply(batch, 0, views, ViewOutput.ImageNet(20)).Dispose());
        }

        ViewParameters compatible = With(24, v => v with { StainJitter = true, StainConvention = StainConvention.Skimage });
        ViewParameters guarded = With(24, v => v with { StainJitter = true, StainGuard = 0.2f, Solarise = true });
        LiveTensors.ShouldStayConstant(() => _executor.Apply(batch, 0, [compatible, guarded], ViewOutput.ImageNet(20)).Dispose());
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public void Apply_RowsOutsideTheBatch_Throws(int first, int count)
    {
        using PixelBatch batch = ViewBatches.Create(2, 8, views: 1);
        ViewParameters[] views = [.. Enumerable.Repeat(ViewParameters.WholeTile(8), count)];
        FluentActions.Invoking(() => _executor.Apply(batch, first, views, Raw(8))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Fact]
    public void Apply_MoreRowsThanNumbersReach_Throws()
    {
        using PixelBatch batch = ViewBatches.Create(2, 8);
        FluentActions.Invoking(() => _executor.Apply(batch, int.MaxValue, [ViewParameters.WholeTile(8)], Raw(8))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        FluentActions.Invoking(() => _executor.Apply(batch, 0, [ViewParameters.WholeTile(8)], Raw(30_000))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Fact]
    public void Apply_MuchSmallerViews_EqualNaive() => ShouldMatchNaive(97, 3, ViewParameters.WholeTile(97), With(97, v => v with { Filter = ResampleFilter.Bicubic, QuarterTurns = 1 }));

    [Fact]
    public void Apply_NoPixels_Throws()
    {
        using PixelBatch batch = ViewBatches.Create(2, 8);
        FluentActions.Invoking(() => _executor.Apply(batch, 0, [ViewParameters.WholeTile(8)], Raw(0))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    public static TheoryData<ViewParameters> Impossible()
    {
        ViewParameters whole = ViewParameters.WholeTile(8);
        return
        [
            default,
            whole with { CropX = 1 },
            whole with { CropX = 8, CropWidth = 1e-7f },
            whole with { CropX = 5, CropWidth = 1e-30f },
            whole with { CropY = -1 },
            whole with { CropHeight = 0 },
            whole with { CropWidth = float.NaN },
            whole with { QuarterTurns = 4 },
            whole with { JitterOrder = 24 },
            whole with { BlurSigma = -1 },
            whole with { BlurSigma = 1e6f },
            whole with { BlurTaps = 4 },
            whole with { Hue = 0.7f },
            whole with { Brightness = float.PositiveInfinity },
            whole with { StainShift = new Triple(0, float.NaN, 0) },
        ];
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Apply_ImpossibleParameters_Throws(ViewParameters view)
    {
        using PixelBatch batch = ViewBatches.Create(2, 8);
        HistoException error = FluentActions.Invoking(() => _executor.Apply(batch, 1, [ViewParameters.WholeTile(8), view], Raw(8))).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.BadViewParameters);
        error.Where.Should().Be("row 2");
    }
}
