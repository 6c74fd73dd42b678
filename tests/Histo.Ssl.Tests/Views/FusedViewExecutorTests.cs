using System.Runtime.InteropServices;
using Histo.Ssl.Views;
using TorchSharp;

namespace Histo.Ssl.Tests.Views;

public sealed class FusedViewExecutorTests() : ViewExecutorContract(new FusedViewExecutor(2))
{
    private static float[] Apply(IViewExecutor executor, PixelBatch batch, ViewParameters[] views, int size)
    {
        using torch.Tensor result = executor.Apply(batch, 0, views, ViewOutput.ImageNet(size));
        return MemoryMarshal.Cast<byte, float>(result.bytes).ToArray();
    }

    private static ViewParameters[] Drawn(ViewOptions options, int count, int tileSize)
    {
        var recipe = new ViewRecipe(options);
        return [.. Enumerable.Range(0, count).Select(row => recipe.Draw(11, 5, row, 0, tileSize))];
    }

    [Fact]
    public void Apply_AnyNumberOfThreads_GivesTheSameBits()
    {
        using PixelBatch batch = ViewBatches.Create(24, 40, views: 1);
        ViewParameters[] views = Drawn(ViewPresets.Options(AugmentationPreset.Official, "byol", 32).First, 24, 40);
        using var one = new FusedViewExecutor(1);
        using var five = new FusedViewExecutor(5);
        using var torchs = new FusedViewExecutor();
        float[] expected = Apply(one, batch, views, 32);
        Apply(five, batch, views, 32).Should().Equal(expected);
        Apply(torchs, batch, views, 32).Should().Equal(expected);
    }

    [Fact]
    public void Apply_ARowAlone_GivesTheSameBits()
    {
        using PixelBatch batch = ViewBatches.Create(6, 40, views: 1);
        ViewParameters[] views = Drawn(new ViewOptions(), 6, 40);
        using var executor = new FusedViewExecutor(1);
        float[] all = Apply(executor, batch, views, 30);
        for (int row = 0; row < 6; row++)
        {
            using torch.Tensor alone = executor.Apply(batch, row, [views[row]], ViewOutput.ImageNet(30));
            MemoryMarshal.Cast<byte, float>(alone.bytes).ToArray().Should().Equal(all.AsSpan(row * 2700, 2700).ToArray());
        }
    }

    [Fact]
    public void Apply_SizesInTurns_LeaveNothingOfTheViewBefore()
    {
        using PixelBatch small = ViewBatches.Create(4, 9, views: 1), large = ViewBatches.Create(4, 70, views: 1);
        ViewParameters[] few = Drawn(new ViewOptions(), 4, 9), many = Drawn(new ViewOptions(), 4, 70);
        using var used = new FusedViewExecutor(1);
        using var fresh = new FusedViewExecutor(1);
        _ = Apply(used, large, many, 65);
        _ = Apply(used, small, few, 130);
        Apply(used, large, many, 17).Should().Equal(Apply(fresh, large, many, 17));
    }

    [Fact]
    public void Apply_SeveralCallers_GiveTheSameBits()
    {
        using PixelBatch batch = ViewBatches.Create(12, 33, views: 1);
        ViewParameters[] views = Drawn(new ViewOptions(), 12, 33);
        using var executor = new FusedViewExecutor(2);
        float[] expected = Apply(executor, batch, views, 33);
        Parallel.For(0, 8, _ => Apply(executor, batch, views, 33).Should().Equal(expected));
    }

    [Fact]
    public void Apply_SteadyState_AllocatesLittle()
    {
        using PixelBatch batch = ViewBatches.Create(16, 64, views: 1);
        ViewParameters[] views = Drawn(ViewPresets.Options(AugmentationPreset.Official, "byol", 64).First, 16, 64);
        using var executor = new FusedViewExecutor(1);
        executor.Apply(batch, 0, views, ViewOutput.ImageNet(64)).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        executor.Apply(batch, 0, views, ViewOutput.ImageNet(64)).Dispose();
        // The copy of the parameters and the handle of the tensor; the pixels of one view alone are 48 KB.
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(8192);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Constructor_NoThreads_Throws(int threads) => FluentActions.Invoking(() => new FusedViewExecutor(threads)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void For_Cpu_IsFused()
    {
        using IViewExecutor executor = ViewExecutors.For(), named = ViewExecutors.For(torch.CPU);
        executor.Should().BeOfType<FusedViewExecutor>();
        named.Should().BeOfType<FusedViewExecutor>();
    }
}
