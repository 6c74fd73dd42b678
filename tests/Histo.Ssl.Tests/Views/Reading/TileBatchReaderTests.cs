using System.Globalization;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;
using Microsoft.Extensions.Logging;

namespace Histo.Ssl.Tests.Views.Reading;

public class TileBatchReaderTests
{
    private static readonly TileSet Tiles = SyntheticTiles.Squares(3, 20);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(8, 2)]
    [InlineData(8, 16)]
    public void Next_AnyThreads_GivesThePlannedBatchesInOrder(int threads, int prefetch)
    {
        using var source = new FakeTileSource(Tiles) { Jitters = true };
        using var reader = new TileBatchReader(source, Planner(), new TileBatchReaderOptions { ReaderThreads = threads, PrefetchBatches = prefetch });
        BatchPlanner expected = Planner();
        byte[] pixels = new byte[4 * 4 * 3];
        for (long step = 0; step < 60; step++)
        {
            reader.NextStep.Should().Be(step);
            using PixelBatch batch = reader.Next();
            batch.Context.Rows.ToArray().Should().Equal(expected.Plan(step).Rows.ToArray());
            batch.Context.Step.Should().Be(step);
            for (int row = 0; row < batch.Context.Rows.Length; row++)
            {
                FakeTileSource.Fill(batch.Context.Rows[row].Tile, pixels);
                batch.Pixels.Span.Slice(batch.SourceOf(row) * pixels.Length, pixels.Length).SequenceEqual(pixels).Should().BeTrue();
            }
        }
    }

    [Fact]
    public void Next_UnreadableTiles_SameBatchesForAnyThreads()
    {
        string[] runs = [Digest(1, 1, false), Digest(2, 3, true), Digest(8, 5, true), Digest(8, 2, true)];
        runs.Should().OnlyContain(run => run == runs[0]);

        static string Digest(int threads, int prefetch, bool jitters)
        {
            using var source = new FakeTileSource(Tiles) { Jitters = jitters, IsUnreadable = IsBad };
            using var reader = new TileBatchReader(source, Planner(), new TileBatchReaderOptions { ReaderThreads = threads, PrefetchBatches = prefetch, MaxUnreadableShare = 0.2 });
            var digest = new StringWriter(CultureInfo.InvariantCulture);
            for (int step = 0; step < 50; step++)
            {
                using PixelBatch batch = reader.Next();
                foreach (BatchRow row in batch.Context.Rows)
                {
                    IsBad(row.Tile).Should().BeFalse();
                    digest.Write($"{row.Tile},{row.Relation},{row.Fallback};");
                }

                foreach (byte value in batch.Pixels.Span)
                {
                    digest.Write($"{value:x2}");
                }

                digest.Write(string.Join(' ', reader.Quarantined.Select(tile => tile.Tile)));
            }

            return digest.ToString();
        }

        static bool IsBad(int tile) => tile % 11 == 3;
    }

    [Fact]
    public void Next_UnreadableTile_IsReportedOnceWithItsPlace()
    {
        int bad = Tiles.Find(1, 7, 5);
        using var source = new FakeTileSource(Tiles) { IsUnreadable = tile => tile == bad, CountsReads = true };
        var logger = new ListLogger();
        using var reader = new TileBatchReader(source, Planner(), new TileBatchReaderOptions { EndStep = 200 }, logger);
        foreach (PixelBatch batch in reader.ReadAll())
        {
            batch.Context.Rows.ToArray().Should().NotContain(row => row.Tile == bad);
            batch.Dispose();
        }

        QuarantinedTile quarantined = reader.Quarantined.Should().ContainSingle().Subject;
        (quarantined.Tile, quarantined.SlideId, quarantined.X, quarantined.Y).Should().Be((bad, "slide-1", 28, 20));
        quarantined.Reason.Should().Contain(ErrorCodes.PixelsUnreadable);
        logger.Lines.Should().ContainSingle().Which.Should().Contain("slide-1").And.Contain("HS1005");
        source.ReadsOf[bad].Should().BeLessThanOrEqualTo(3, "a quarantined tile is not tried again, except by threads that had begun");
    }

    [Fact]
    public void Next_TooManyUnreadable_StopsWithAListAndStaysStopped()
    {
        using var source = new FakeTileSource(Tiles) { IsUnreadable = tile => tile % 10 == 0 };
        using var reader = new TileBatchReader(source, Planner(), new TileBatchReaderOptions { MaxUnreadableShare = 0.01 });
        Action read = () => reader.ReadAll().Take(300).ToList().ForEach(batch => batch.Dispose());
        read.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.TooManyUnreadableTiles && error.Where!.Contains("slide-") && error.Where.Contains("more"));
        Action again = () => reader.Next();
        again.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TooManyUnreadableTiles);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Next_OtherError_IsThrownAtItsStep(int threads)
    {
        int tile = Planner().Plan(7).Rows[0].Tile;
        int first = Enumerable.Range(0, 8).First(step => Planner().Plan(step).Rows.ToArray().Any(row => row.Tile == tile));
        using var source = new FakeTileSource(Tiles) { Jitters = true, Fails = each => each == tile ? new IOException("gone") : null };
        using var reader = new TileBatchReader(source, Planner(), new TileBatchReaderOptions { ReaderThreads = threads, PrefetchBatches = 12 });
        for (int step = 0; step < first; step++)
        {
            reader.Next().Dispose();
        }

        Action next = () => reader.Next();
        next.Should().Throw<IOException>().WithMessage("gone");
        next.Should().Throw<IOException>();
        Action take = () => reader.TryTake(out _);
        take.Should().Throw<IOException>();
    }

    [Fact]
    public void Next_PlanThatFails_IsThrown()
    {
        var sampler = new GuardedPairSampler(new AugmentationPairSampler(), new MinimumDistanceGuard(Tiles, 20));
        using var source = new FakeTileSource(Tiles);
        using var reader = new TileBatchReader(source, new BatchPlanner(Tiles, sampler, 16, 1));
        Action next = () => reader.Next();
        next.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.GuardTooStrict);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StartStep_GoesOnAsIfNeverStopped(bool fromState)
    {
        BatchPlanner Guarded() => new(Tiles, new GuardedPairSampler(new SpatialPairSampler(Tiles), new MinimumDistanceGuard(Tiles, 3)), 16, 5);
        using var source = new FakeTileSource(Tiles);
        AnchorState? position;
        using (var reader = new TileBatchReader(source, Guarded()))
        {
            reader.Position.Should().BeNull();
            foreach (PixelBatch batch in reader.ReadAll().Take(101))
            {
                batch.Dispose();
            }

            position = reader.Position;
            position!.Step.Should().Be(101);
        }

        BatchPlanner planner = Guarded(), expected = Guarded();
        if (fromState)
        {
            planner.Resume(position);
        }

        using var resumed = new TileBatchReader(source, planner, new TileBatchReaderOptions { StartStep = 101 });
        for (long step = 101; step < 140; step++)
        {
            using PixelBatch batch = resumed.Next();
            batch.Context.Rows.ToArray().Should().Equal(expected.Plan(step).Rows.ToArray());
        }
    }

    [Fact]
    public void Read_EachDistinctTileOnce_InOrderOfTheSlides()
    {
        using var source = new FakeTileSource(Tiles) { CountsReads = true };
        using var reader = new TileBatchReader(source, new BatchPlanner(Tiles, new AugmentationPairSampler(), 1200, 1), new TileBatchReaderOptions { EndStep = 1 });
        using PixelBatch batch = reader.Next();
        batch.Sources.Should().Be(1200);
        source.Reads.Should().Be(1200);
        source.ReadsOf.Values.Should().OnlyContain(count => count == 1);
        for (int row = 0; row < 1200; row++)
        {
            batch.SourceOf(row).Should().Be(batch.Context.Rows[row].Tile);
            batch.SourceOf(1200 + row).Should().Be(batch.SourceOf(row));
        }

        reader.Statistics.Tiles.Should().Be(1200);
        Action more = () => reader.Next();
        more.Should().Throw<InvalidOperationException>();
        reader.TryTake(out _).Should().BeFalse();
    }

    [Fact]
    public async Task Next_Cancelled_EndsTheWaitAndLosesNothing()
    {
        using var gate = new ManualResetEventSlim();
        using var source = new FakeTileSource(Tiles) { Gate = gate };
        using var reader = new TileBatchReader(source, Planner());
        using var cancellation = new CancellationTokenSource();
        Task waiting = Task.Run(() => reader.Next(cancellation.Token));
        reader.TryTake(out _).Should().BeFalse();
        await cancellation.CancelAsync();
        await waiting.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        Action cancelled = () => reader.Next(cancellation.Token);
        cancelled.Should().Throw<OperationCanceledException>();
        gate.Set();
        using PixelBatch batch = reader.Next();
        batch.Context.Step.Should().Be(0);
    }

    [Fact]
    public async Task Dispose_InMidFlight_JoinsThreadsAndEndsWaiting()
    {
        using var gate = new ManualResetEventSlim();
        using var source = new FakeTileSource(Tiles) { Gate = gate };
        var reader = new TileBatchReader(source, Planner(), new TileBatchReaderOptions { ReaderThreads = 4 });
        Task waiting = Task.Run(() => reader.Next());
        SpinWait.SpinUntil(() => source.Reads >= 4, TimeSpan.FromSeconds(20)).Should().BeTrue();
        Task disposing = Task.Run(reader.Dispose);
        await waiting.Invoking(task => task).Should().ThrowAsync<ObjectDisposedException>();
        gate.Set();
        await disposing;
        int reads = source.Reads;
        reads.Should().BeLessThanOrEqualTo(8, "each thread finishes the tile in its hands");
        await Task.Delay(20);
        source.Reads.Should().Be(reads);
        Action next = () => reader.Next();
        next.Should().Throw<ObjectDisposedException>();
        reader.Dispose();
    }

    [Fact]
    public void Dispose_ABatchThatIsHeld_StaysValid()
    {
        using var source = new FakeTileSource(Tiles);
        PixelBatch batch;
        using (var reader = new TileBatchReader(source, Planner()))
        {
            batch = reader.Next();
        }

        batch.Pixels.Length.Should().Be(batch.Sources * 48);
        batch.Dispose();
        Action pixels = () => _ = batch.Pixels;
        pixels.Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Next_SteadyState_AllocatesTheContextAndNothingATile()
    {
        const int pairs = 64, steps = 400;
        using var source = new FakeTileSource(Tiles, tileSize: 32);
        using var reader = new TileBatchReader(source, new BatchPlanner(Tiles, new SpatialPairSampler(Tiles), pairs, 1), new TileBatchReaderOptions { ReaderThreads = 2 });
        Take(50);
        source.Mark();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Take(steps);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before + source.AllocatedSinceMark) / steps;

        // The rows of the context (28 bytes each), the list of sources (4 bytes a row) and some small objects are what the caller gets; 128 tiles of 3,072 bytes are not in it.
        each.Should().BeGreaterThan(pairs * 2 * 32).And.BeLessThan((pairs * 2 * 32) + 1500);

        void Take(int count)
        {
            for (int i = 0; i < count; i++)
            {
                reader.Next().Dispose();
            }
        }
    }

    [Fact]
    public void PrefetchMegabytes_SetsTheNumberOfBatches()
    {
        using var source = new FakeTileSource(Tiles, tileSize: 64);
        int Capacity(int megabytes)
        {
            using var reader = new TileBatchReader(source, Planner(), new TileBatchReaderOptions { PrefetchMegabytes = megabytes });
            return reader.Capacity;
        }

        // A batch of 48 pairs needs 96 x 64 x 64 x 3 bytes = 1.125 MiB.
        Capacity(1).Should().Be(1);
        Capacity(9).Should().Be(8);
    }

    [Fact]
    public void Prefetch_ReadsNoFartherAheadThanAllowed()
    {
        using var source = new FakeTileSource(Tiles);
        using var reader = new TileBatchReader(source, new BatchPlanner(Tiles, new AugmentationPairSampler(), 10, 1), new TileBatchReaderOptions { PrefetchBatches = 2 });
        SpinWait.SpinUntil(() => source.Reads == 20, TimeSpan.FromSeconds(20)).Should().BeTrue();
        Thread.Sleep(20);
        source.Reads.Should().Be(20);
        reader.Next().Dispose();
        SpinWait.SpinUntil(() => source.Reads == 30, TimeSpan.FromSeconds(20)).Should().BeTrue();
        ReadingStatistics statistics = reader.Statistics;
        (statistics.Batches, statistics.Tiles >= 20).Should().Be((1, true));
        statistics.IdleSeconds.Should().BePositive();
    }

    [Fact]
    public void PrefetchMegabytes_Holds()
    {
        // Batches of 10 pairs, whose positive is the anchor itself: 10 reads, and a buffer of 2 x 10 x 64 x 64 x 3 bytes. Four of them fit into a MiB.
        using var source = new FakeTileSource(Tiles, tileSize: 64);
        using var reader = new TileBatchReader(source, new BatchPlanner(Tiles, new AugmentationPairSampler(), 10, 1), new TileBatchReaderOptions { PrefetchMegabytes = 1, ReaderThreads = 4 });
        SpinWait.SpinUntil(() => source.Reads == 40, TimeSpan.FromSeconds(20)).Should().BeTrue();
        Thread.Sleep(20);
        source.Reads.Should().Be(40);
    }

    [Theory]
    [InlineData(0, 3, 0.01)]
    [InlineData(2, 0, 0.01)]
    [InlineData(2, 3, 1.01)]
    public void Options_OutsideTheirRange_AreRefused(int threads, int prefetch, double share)
    {
        using var source = new FakeTileSource(Tiles);
        Action create = () => new TileBatchReader(source, Planner(), new TileBatchReaderOptions { ReaderThreads = threads, PrefetchBatches = prefetch, MaxUnreadableShare = share }).Dispose();
        create.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    [Fact]
    public void Create_BatchLargerThanABuffer_SaysSo()
    {
        using var source = new FakeTileSource(Tiles, tileSize: 1024);
        Action create = () => new TileBatchReader(source, new BatchPlanner(Tiles, new AugmentationPairSampler(), 600, 1)).Dispose();
        create.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BatchTooLarge);
    }

    private static BatchPlanner Planner() => new(Tiles, new SpatialPairSampler(Tiles, new SpatialPairOptions { MaxDistance = 2 }), 48, 5);

    private sealed class ListLogger : ILogger<TileBatchReader>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
