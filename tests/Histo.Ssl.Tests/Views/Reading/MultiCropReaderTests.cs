using System.Globalization;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;

namespace Histo.Ssl.Tests.Views.Reading;

public class MultiCropReaderTests
{
    private const int Pairs = 24;

    private static readonly TileSet Tiles = SyntheticTiles.Squares(3, 16);

    [Fact]
    public void Next_LocalCrops_SameBatchesForAnyThreads()
    {
        string[] runs = [Digest(1, 1), Digest(2, 3), Digest(8, 5)];
        runs.Should().OnlyContain(run => run == runs[0]);

        static string Digest(int threads, int prefetch)
        {
            using var source = new FakeTileSource(Tiles) { Jitters = threads > 1, IsUnreadable = tile => tile % 11 == 3 };
            using var reader = new TileBatchReader(source, Planner(), new TileBatchReaderOptions { ReaderThreads = threads, PrefetchBatches = prefetch, MaxUnreadableShare = 0.2 });
            var digest = new StringWriter(CultureInfo.InvariantCulture);
            byte[] pixels = new byte[48];
            for (int step = 0; step < 40; step++)
            {
                using PixelBatch batch = reader.Next();
                batch.Context.Views.Should().Be(7);
                for (int row = 0; row < batch.Context.Rows.Length; row++)
                {
                    BatchRow each = batch.Context.Rows[row];
                    FakeTileSource.Fill(each.Tile, pixels);
                    batch.Pixels.Span.Slice(batch.SourceOf(row) * 48, 48).SequenceEqual(pixels).Should().BeTrue();
                    digest.Write($"{each.Tile},{each.View},{each.Relation},{each.Fallback};");
                }
            }

            return digest.ToString();
        }
    }

    [Fact]
    public void Next_LocalCrops_ReadNoTileMore()
    {
        (int Reads, int Capacity) Read(ViewLayout layout)
        {
            using var source = new FakeTileSource(Tiles, tileSize: 64);
            using var reader = new TileBatchReader(source, Planner(layout), new TileBatchReaderOptions { EndStep = 20, PrefetchMegabytes = 4 });
            foreach (PixelBatch batch in reader.ReadAll())
            {
                batch.Sources.Should().BeLessThanOrEqualTo(2 * Pairs);
                batch.Dispose();
            }

            return (source.Reads, reader.Capacity);
        }

        Read(new ViewLayout(8, LocalCropPolicy.Both)).Should().Be(Read(ViewLayout.Pair));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Segments_OnOnePlanner_GiveTheBatchesOfOneRun(bool guarded)
    {
        BatchPlanner planner = Planner(guarded: guarded), expected = Planner(guarded: guarded);
        using var source = new FakeTileSource(Tiles) { IsUnreadable = tile => tile == 40 };
        long[] ends = [7, 7, 8, 31, 60];
        long start = 0;
        using var whole = new TileBatchReader(source, expected, new TileBatchReaderOptions { EndStep = 60 });
        foreach (long end in ends)
        {
            using var reader = new TileBatchReader(source, planner, new TileBatchReaderOptions { StartStep = start, EndStep = end, ReaderThreads = 3, PrefetchBatches = 5 });
            foreach (PixelBatch batch in reader.ReadAll())
            {
                using PixelBatch same = whole.Next();
                batch.Context.Step.Should().Be(same.Context.Step);
                batch.Context.Rows.ToArray().Should().Equal(same.Context.Rows.ToArray());
                batch.Pixels.Span.SequenceEqual(same.Pixels.Span).Should().BeTrue();
                batch.Dispose();
            }

            reader.NextStep.Should().Be(end);
            if (end > start)
            {
                (reader.Position!.Step, reader.Position.Position).Should().Be((end, whole.Position!.Position));
            }

            start = end;
        }

        whole.NextStep.Should().Be(60);
    }

    [Fact]
    public void Segments_FirstLeftEarly_SecondStillGivesItsBatches()
    {
        BatchPlanner planner = Planner(guarded: true), expected = Planner(guarded: true);
        using var source = new FakeTileSource(Tiles);
        using (var reader = new TileBatchReader(source, planner, new TileBatchReaderOptions { EndStep = 30, PrefetchBatches = 8 }))
        {
            reader.Next().Dispose();
        }

        using var later = new TileBatchReader(source, planner, new TileBatchReaderOptions { StartStep = 3, EndStep = 12 });
        foreach (PixelBatch batch in later.ReadAll())
        {
            batch.Context.Rows.ToArray().Should().Equal(expected.Plan(batch.Context.Step).Rows.ToArray());
            batch.Dispose();
        }
    }

    private static BatchPlanner Planner(ViewLayout? layout = null, bool guarded = false)
    {
        IPositivePairSampler sampler = new SpatialPairSampler(Tiles, new SpatialPairOptions { MaxDistance = 2 });
        return new BatchPlanner(Tiles, guarded ? new GuardedPairSampler(sampler, new MinimumDistanceGuard(Tiles, 2)) : sampler, Pairs, 5)
        {
            Layout = layout ?? new ViewLayout(5, LocalCropPolicy.Split),
        };
    }
}
