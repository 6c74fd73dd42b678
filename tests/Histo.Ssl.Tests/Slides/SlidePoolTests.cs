using System.Collections.Concurrent;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Tests.Slides;

public class SlidePoolTests
{
    [Fact]
    public void Rent_MoreThanCapacity_ClosesTheLeastRecentlyUsed()
    {
        var source = new CountingSource();
        using var pool = new SlidePool(source, Cohort(4), capacity: 2);

        Use(pool, 0);
        Use(pool, 1);
        Use(pool, 0);
        Use(pool, 2);

        pool.OpenCount.Should().Be(2);
        source.Opened["1"].Single().IsDisposed.Should().BeTrue("0 was used after 1");
        source.Opened["0"].Single().IsDisposed.Should().BeFalse();
        Use(pool, 0);
        source.Opened["0"].Should().ContainSingle();
        Use(pool, 1);
        source.Opened["1"].Should().HaveCount(2);
    }

    [Fact]
    public void Rent_SlidesInUse_AreNeverClosed()
    {
        var source = new CountingSource();
        using var pool = new SlidePool(source, Cohort(3), capacity: 1);
        SlideLease a = pool.Rent(0), b = pool.Rent(1), again = pool.Rent(0);

        pool.OpenCount.Should().Be(2);
        a.Slide.Should().BeSameAs(again.Slide);
        a.Dispose();
        pool.OpenCount.Should().Be(2);
        again.Dispose();
        pool.OpenCount.Should().Be(1);
        source.Opened["0"].Single().IsDisposed.Should().BeTrue();
        b.Dispose();
        pool.OpenCount.Should().Be(1);
    }

    [Fact]
    public void Rent_SameSlideByManyThreads_OpensItOnce()
    {
        using var gate = new ManualResetEventSlim();
        var source = new CountingSource { BeforeOpen = gate.Wait };
        using var pool = new SlidePool(source, Cohort(1), capacity: 1);
        ISlide[] seen = new ISlide[8];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(index => new Thread(() =>
        {
            using SlideLease lease = pool.Rent(0);
            seen[index] = lease.Slide;
        }))];
        Array.ForEach(threads, thread => thread.Start());
        gate.Set();
        Array.ForEach(threads, thread => thread.Join());

        source.Opened["0"].Should().ContainSingle();
        seen.Should().OnlyContain(slide => ReferenceEquals(slide, source.Opened["0"].Single()));
    }

    [Fact]
    public void Rent_SlideThatCannotBeOpened_TellsAllWaitersAndIsTriedAgain()
    {
        using var gate = new ManualResetEventSlim();
        var source = new CountingSource { BeforeOpen = gate.Wait, FailuresLeft = 1 };
        using var pool = new SlidePool(source, Cohort(1), capacity: 1);
        var errors = new ConcurrentBag<Exception>();
        int started = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            try
            {
                Interlocked.Increment(ref started);
                pool.Rent(0).Dispose();
            }
            catch (HistoException error)
            {
                errors.Add(error);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        SpinWait.SpinUntil(() => Volatile.Read(ref started) == 4 && threads.All(thread => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0));
        gate.Set();
        Array.ForEach(threads, thread => thread.Join());

        errors.Should().HaveCount(4);
        pool.OpenCount.Should().Be(0);
        Use(pool, 0);
        pool.OpenCount.Should().Be(1);
    }

    [Fact]
    public void Rent_ManyThreadsAndFewPlaces_KeepsEveryRentedSlideOpen()
    {
        var source = new CountingSource();
        using var pool = new SlidePool(source, Cohort(20), capacity: 3);
        int closedWhileRented = 0;

        Parallel.For(0, 20000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index =>
        {
            using SlideLease lease = pool.Rent(index * 7919 % 20);
            if (((MemorySlide)lease.Slide).IsDisposed || lease.Slide.FilePath != pool.Slides[index * 7919 % 20].SlideId)
            {
                Interlocked.Increment(ref closedWhileRented);
            }
        });

        closedWhileRented.Should().Be(0);
        pool.OpenCount.Should().Be(3);
        source.Opened.Values.SelectMany(slides => slides).Count(slide => !slide.IsDisposed).Should().Be(3);
    }

    [Fact]
    public void Dispose_ClosesIdleNowAndRentedWhenTheyComeBack()
    {
        var source = new CountingSource();
        var pool = new SlidePool(source, Cohort(2), capacity: 2);
        Use(pool, 0);
        SlideLease lease = pool.Rent(1);

        pool.Dispose();

        source.Opened["0"].Single().IsDisposed.Should().BeTrue();
        source.Opened["1"].Single().IsDisposed.Should().BeFalse();
        lease.Dispose();
        source.Opened["1"].Single().IsDisposed.Should().BeTrue();
        pool.Invoking(it => it.Rent(0)).Should().Throw<ObjectDisposedException>();
        lease.Invoking(it => it.Dispose()).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Rent_SteadyState_AllocatesNoManagedBytes()
    {
        using var pool = new SlidePool(new CountingSource(), Cohort(4), capacity: 4);
        Cycle();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Cycle();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Cycle()
        {
            for (int i = 0; i < 100; i++)
            {
                Use(pool, i % 4);
            }
        }
    }

    private static void Use(SlidePool pool, int slide)
    {
        using SlideLease lease = pool.Rent(slide);
    }

    private static ManifestSlide[] Cohort(int count) =>
        [.. Enumerable.Range(0, count).Select(index => new ManifestSlide($"{index}", [new ManifestPart($"{index}.svs")]))];

    private sealed class CountingSource : ISlideSource
    {
        public ConcurrentDictionary<string, ConcurrentQueue<MemorySlide>> Opened { get; } = new();

        public Action BeforeOpen { get; init; } = () => { };

        public int FailuresLeft { get; set; }

        public ISlide Open(ManifestSlide slide)
        {
            BeforeOpen();
            if (FailuresLeft-- > 0)
            {
                throw new HistoException(ErrorCodes.SlideDamaged, "made to fail");
            }

            var opened = new MemorySlide(4, 4) { FilePath = slide.SlideId };
            Opened.GetOrAdd(slide.SlideId, _ => new ConcurrentQueue<MemorySlide>()).Enqueue(opened);
            return opened;
        }
    }
}
