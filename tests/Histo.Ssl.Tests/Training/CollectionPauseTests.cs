using System.Runtime;
using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training;

public sealed class CollectionPauseTests
{
    private const int Megabyte = 1 << 20;
    private static byte[]? s_garbage;

    [Fact]
    public void Steps_AreFreeOfCollections_WhichComeBetweenThem()
    {
        using (var pause = new CollectionPause())
        {
            int between = 0;
            for (int step = 0; step < 200; step++)
            {
                int before = GC.CollectionCount(0);
                pause.BetweenSteps();
                between += GC.CollectionCount(0) - before;
                pause.IsRunning.Should().BeTrue();
                before = GC.CollectionCount(0);
                Allocate(2);
                GC.CollectionCount(0).Should().Be(before, "nothing is collected within a step");
            }

            between.Should().BeInRange(4, 20, "400 MB went by, 96 MB at a time");
        }

        GCSettings.LatencyMode.Should().NotBe(GCLatencyMode.NoGCRegion);
    }

    [Fact]
    public void Steps_ThatAllocateTooMuch_GoOnWithCollections_AndInTheEndItStopsTrying()
    {
        using var pause = new CollectionPause();
        for (int step = 0; step < 30; step++)
        {
            pause.BetweenSteps();
            Allocate(300);
        }

        pause.BetweenSteps();
        pause.IsRunning.Should().BeFalse();
    }

    [Fact]
    public void Application_WithARegionOfItsOwn_KeepsIt()
    {
        GC.TryStartNoGCRegion(16 * Megabyte).Should().BeTrue();
        using (var pause = new CollectionPause())
        {
            pause.BetweenSteps();
        }

        GCSettings.LatencyMode.Should().Be(GCLatencyMode.NoGCRegion);
        GC.EndNoGCRegion();
    }

    private static void Allocate(int megabytes)
    {
        for (int i = 0; i < megabytes * 16; i++)
        {
            s_garbage = new byte[Megabyte / 16];
        }

        GC.KeepAlive(s_garbage);
    }
}
