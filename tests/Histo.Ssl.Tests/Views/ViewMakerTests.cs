using System.Runtime.InteropServices;
using Histo.Ssl.Slides;
using Histo.Ssl.Views;
using Histo.TestKit;
using TorchSharp;

namespace Histo.Ssl.Tests.Views;

public sealed class ViewMakerTests : IDisposable
{
    private readonly TensorViewExecutor _executor = new();

    public void Dispose() => _executor.Dispose();

    private ViewMaker Maker(AugmentationPreset preset, int size, Action<ViewSetOptions>? change = null)
    {
        ViewSetOptions options = ViewPresets.Options(preset, "barlow-twins", size);
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

    [Fact]
    public void Make_EachRow_IsWhatItsParametersGive()
    {
        using PixelBatch batch = ViewBatches.Create(6, 24, views: 4);
        ViewMaker maker = Maker(AugmentationPreset.Official, 20);
        IReadOnlyList<torch.Tensor> views = maker.Make(batch, 42);
        views.Should().HaveCount(4);
        for (int row = 0; row < 24; row++)
        {
            using torch.Tensor alone = _executor.Apply(batch, row, [maker.ParametersOf(batch, row, 42)], ViewOutput.ImageNet(row < 12 ? 20 : 8));
            using torch.Tensor seen = views[row / 6][row % 6];
            float[] expected = Numbers(alone), actual = Numbers(seen);
            for (int i = 0; i < expected.Length; i++)
            {
                Math.Abs(actual[i] - expected[i]).Should().BeLessThan(1e-5f);
            }
        }

        DisposeAll(views);
    }

    [Fact]
    public void ParametersOf_OfficialViews_DifferAsTheRecipeSays()
    {
        using PixelBatch batch = ViewBatches.Create(300, 8);
        ViewMaker maker = Maker(AugmentationPreset.Official, 8);
        ViewParameters[] rows = [.. Enumerable.Range(0, 600).Select(row => maker.ParametersOf(batch, row, 1))];
        rows[..300].Should().OnlyContain(view => view.BlurSigma > 0 && !view.Solarise);
        rows[300..].Count(view => view.BlurSigma > 0).Should().BeInRange(10, 55);
        rows[300..].Count(view => view.Solarise).Should().BeInRange(35, 90);
    }

    [Fact]
    public void ParametersOf_StainPerSlide_FollowTheSlideOfTheRow()
    {
        using PixelBatch batch = ViewBatches.Create(16, 8);
        ViewMaker maker = Maker(AugmentationPreset.Histology, 8, options =>
        {
            options.First.Stain.Probability = options.Second.Stain.Probability = 1;
            options.First.Stain.Sharing = options.Second.Stain.Sharing = StainSharing.PerSlide;
        });
        var rows = Enumerable.Range(0, 32).Select(row => (batch.Context.Rows[row].Address.Slide, maker.ParametersOf(batch, row, 1).StainScale)).ToList();
        rows.Distinct().Should().HaveCount(4);
    }

    [Fact]
    public void Make_AgainOrFromAnotherSeed_RepeatsOrDiffers()
    {
        using PixelBatch batch = ViewBatches.Create(5, 16), later = ViewBatches.Create(5, 16, step: 4);
        ViewMaker maker = Maker(AugmentationPreset.Light, 16);
        IReadOnlyList<torch.Tensor> first = maker.Make(batch, 7), again = maker.Make(batch, 7), other = maker.Make(batch, 8), next = maker.Make(later, 7);
        Numbers(again[1]).Should().Equal(Numbers(first[1]));
        Numbers(other[1]).Should().NotEqual(Numbers(first[1]));
        Numbers(next[1]).Should().NotEqual(Numbers(first[1]));
        foreach (IReadOnlyList<torch.Tensor> views in new[] { first, again, other, next })
        {
            DisposeAll(views);
        }
    }

    [Fact]
    public void Render_NoAugmentation_IsTheTile()
    {
        using PixelBatch batch = ViewBatches.Create(3, 15, shared: false);
        RgbImage picture = Maker(AugmentationPreset.None, 15).Render(batch, 4, 1);
        picture.Width.Should().Be(15);
        picture.Pixels.Should().Equal(ViewBatches.Tile(15, 4));
    }

    [Fact]
    public void Make_AndRender_LeaveNoTensorBehind()
    {
        using PixelBatch batch = ViewBatches.Create(9, 20);
        ViewMaker maker = Maker(AugmentationPreset.Histology, 16);
        LiveTensors.ShouldStayConstant(() => DisposeAll(maker.Make(batch, 3)));
        LiveTensors.ShouldStayConstant(() => maker.Render(batch, 2, 3));
    }

    [Fact]
    public void ParametersOf_RowOutsideTheBatch_Throws()
    {
        using PixelBatch batch = ViewBatches.Create(2, 8);
        foreach (int row in new[] { -1, 4 })
        {
            FluentActions.Invoking(() => Maker(AugmentationPreset.None, 8).Render(batch, row, 1)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }
}
