using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Storage;
using Histo.Ssl.Tests.Tiling;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;
using Histo.TestKit;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Features;

public class FeatureExtractorTests
{
    [Fact]
    public void Extract_OneSlide_EqualsTheEmbeddingsOfItsTiles()
    {
        using var encoder = new FakeEncoder();
        using var source = new FakeTileSource();
        using var executor = new TensorViewExecutor();
        EmbeddingSet expected = new TileEmbedder(encoder, executor, Options(8)).Embed(source, [.. Enumerable.Range(35, 35)]);
        var store = new MemoryStore();
        SlideExtraction made = new FeatureExtractor(encoder, executor, Options(8)).Extract(source, 1, store);
        store.Features.Should().Equal(expected.Features);
        store.Positions.Should().Equal(Enumerable.Range(0, 35).SelectMany(tile => new long[] { tile % 7 * 12, tile / 7 * 12 }));
        (made.Rows, made.Unreadable.Count, store.IsComplete).Should().Be((35, 0, false));
    }

    [Fact]
    public void Extract_AnyThreadsAndBatches_GivesTheSameRows()
    {
        using var encoder = new FakeEncoder();
        MemoryStore expected = Extract(encoder, 1, 1);
        foreach ((int threads, int batch) in new[] { (1, 16), (2, 7), (8, 16), (8, 70) })
        {
            MemoryStore actual = Extract(encoder, threads, batch);
            actual.Positions.Should().Equal(expected.Positions);
            actual.Appends.Should().OnlyContain(rows => rows <= batch).And.HaveCount((35 + batch - 1) / batch);
            for (int i = 0; i < expected.Features.Count; i++)
            {
                actual.Features[i].Should().BeApproximately(expected.Features[i], 1e-5f);
            }
        }

        Extract(encoder, 1, 16).Features.Should().Equal(Extract(encoder, 8, 16).Features, "threads change nothing, to the last bit");
    }

    [Fact]
    public void Extract_WhileABatchIsComputed_ReadsAndPreparesTheNextAndNoMore()
    {
        const int Batch = 5;
        using var encoder = new FakeEncoder();
        using var source = new FakeTileSource();
        var executor = new FakeExecutor();
        int computed = 0;
        encoder.Computing = () =>
        {
            computed++;
            int wanted = Math.Min(7, computed + 1);
            SpinWait.SpinUntil(() => executor.Applied >= wanted, TimeSpan.FromSeconds(30)).Should().BeTrue("the next batch is read and prepared while this one is computed");
            (executor.Applied, source.Reads).Should().Be((wanted, wanted * Batch));
        };
        new FeatureExtractor(encoder, executor, Options(Batch)).Extract(source, 0, new MemoryStore()).Rows.Should().Be(35);
        computed.Should().Be(7);
    }

    [Fact]
    public void Extract_UnreadableTiles_AreCountedAndLeftOut()
    {
        using var encoder = new FakeEncoder();
        using var broken = new FakeTileSource(broken: [0, 17, 16, 40]);
        MemoryStore whole = Extract(encoder, 2, 8), some = new();
        var progress = new List<EmbeddingProgress>();
        SlideExtraction made = new FeatureExtractor(encoder, new FakeExecutor(), Options(8)).Extract(broken, 0, some, new Told(progress));
        made.Rows.Should().Be(32);
        made.Unreadable.Select(tile => (tile.Tile, tile.SlideId, tile.X, tile.Y, tile.Code)).Should().Equal((0, "A", 0, 0, "HS1005"), (16, "A", 24, 24, "HS1005"), (17, "A", 36, 24, "HS1005"));
        int[] kept = [.. Enumerable.Range(0, 35).Except([0, 16, 17])];
        some.Positions.Should().Equal(kept.SelectMany(tile => whole.Positions.Skip(2 * tile).Take(2)));
        some.Features.Should().Equal(kept.SelectMany(tile => whole.Features.Skip(6 * tile).Take(6)), "a tile beside an unreadable one keeps its features to the last bit");
        progress.Select(each => each.Done).Should().Equal(8, 16, 24, 32, 35);
        progress[^1].Should().Be(new EmbeddingProgress(35, 35, 3));
    }

    [Fact]
    public void Describe_ResampledTiles_HasTheirPlaceInLevel0Pixels()
    {
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(Pictures.Tissue(1000, 900, new PixelRectangle(0, 0, 1000, 900)), 0.25, 2));
        TileSet tiles = new TileSetBuilder(slides, new TilingOptions { Mpp = 0.6, TileSize = 51, Stride = 25 }, TileSetBuilderTests.Everything()).Build(slides.Manifest).Tiles;
        using var encoder = new FakeEncoder(inputSize: 10);
        using var executor = new TensorViewExecutor();
        var extractor = new FeatureExtractor(encoder, executor, type: ElementType.F16);
        FeatureStoreDescription description = extractor.Describe(tiles.Slides[0]);
        description.Normalisation.Should().Equal(0.485f, 0.456f, 0.406f, 0.229f, 0.224f, 0.225f);
        description.Should().BeEquivalentTo(new FeatureStoreDescription
        {
            SlideId = "a", Width = 6, Type = ElementType.F16, Encoder = "fake", EncoderHash = WeightHash.Compute(encoder), InputSize = 10, Normalisation = description.Normalisation,
            Mpp = 0.6, TileSize = 51, Stride = 25, TileExtent = 51 * 2.4, Step = 25 * 2.4, Level0Mpp = 0.25, Level0Width = 1000, Level0Height = 900,
        });

        using var pixels = new SlideTileSource(tiles, slides);
        var store = new MemoryStore();
        extractor.Extract(pixels, 0, store);
        for (int tile = 0; tile < tiles.Count; tile++)
        {
            TileAddress address = tiles[tile];
            (store.Positions[2 * tile], store.Positions[(2 * tile) + 1]).Should().Be((address.Column * 60, address.Row * 60));
        }
    }

    [Fact]
    public void Extract_MixedModes_AreRestored()
    {
        using var encoder = new FakeEncoder();
        encoder.train();
        encoder.Norm.eval();
        Extract(encoder, 2, 16);
        (encoder.training, encoder.Norm.training).Should().Be((true, false));
    }

    [Fact]
    public void Extract_Cancelled_StopsBetweenBatches()
    {
        using var encoder = new FakeEncoder();
        using var source = new FakeTileSource();
        using var cancel = new CancellationTokenSource();
        var store = new MemoryStore();
        Action extract = () => new FeatureExtractor(encoder, new FakeExecutor(), Options(5)).Extract(source, 0, store, new CancelAt(10, cancel), cancel.Token);
        extract.Should().Throw<OperationCanceledException>();
        store.Appends.Should().Equal(5, 5);
    }

    [Theory]
    [InlineData(ElementType.F32, 3e38f, null)]
    [InlineData(ElementType.F16, 65519f, null)]
    [InlineData(ElementType.F16, 65520f, ErrorCodes.FeatureOutOfRange)]
    [InlineData(ElementType.F16, -1e6f, ErrorCodes.FeatureOutOfRange)]
    [InlineData(ElementType.BF16, 3.38e38f, null)]
    [InlineData(ElementType.BF16, 3.4e38f, ErrorCodes.FeatureOutOfRange)]
    [InlineData(ElementType.BF16, float.NaN, ErrorCodes.EmbeddingNotFinite)]
    public void Extract_FeatureTooLargeForTheType_IsRefused(ElementType type, float value, string? code)
    {
        using var encoder = new ConstantEncoder(value);
        using var source = new FakeTileSource();
        var store = new MemoryStore();
        Action extract = () => new FeatureExtractor(encoder, new FakeExecutor(), type: type).Extract(source, 0, store);
        if (code is null)
        {
            extract.Should().NotThrow();
            store.Features.Should().OnlyContain(each => each == value);
        }
        else
        {
            Refused(extract, code).Message.Should().Contain("slide A, column 0, row 0");
            store.Features.Should().BeEmpty();
        }
    }

    [Fact]
    public void Extract_WhatCannotBe_IsRefusedWithItsCode()
    {
        using var encoder = new FakeEncoder();
        using var wrong = new FakeEncoder(said: 9);
        using var source = new FakeTileSource();
        using var broken = new FakeTileSource(2, 2, 12, [0, 1, 2, 3]);
        Refused(() => new FeatureExtractor(encoder, new FakeExecutor()).Extract(broken, 0, new MemoryStore()), ErrorCodes.NothingEmbedded).Message.Should().Contain("tile 0");
        Refused(() => new FeatureExtractor(wrong, new FakeExecutor()).Extract(source, 0, new MemoryStore()), ErrorCodes.WrongShape);
        Refused(() => new FeatureExtractor(encoder, new FakeExecutor()).Extract(source, 0, new MemoryStore(new IOException("disk full"))), ErrorCodes.StoreNotWritten).Message.Should().Contain("disk full");
        Refused(() => _ = new FeatureExtractor(encoder, new FakeExecutor(), new EmbeddingOptions { ReadingThreads = 0 }), ErrorCodes.InvalidOption);
        Refused(() => _ = new FeatureExtractor(encoder, new FakeExecutor(), type: ElementType.I32), ErrorCodes.InvalidOption);
        Refused(() => new FeatureExtractor(encoder, new FakeExecutor()).Describe(source.Tiles.Slides[0]), ErrorCodes.ResolutionUnknown);
    }

    private static EmbeddingOptions Options(int batch, int threads = 2) => new() { BatchSize = batch, ReadingThreads = threads };

    internal static MemoryStore Extract(FakeEncoder encoder, int threads, int batch)
    {
        using var source = new FakeTileSource();
        var store = new MemoryStore();
        new FeatureExtractor(encoder, new FakeExecutor(), Options(batch, threads)).Extract(source, 0, store);
        return store;
    }

    private static HistoException Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code).Which;

    private sealed class Told(List<EmbeddingProgress> reports) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value) => reports.Add(value);
    }

    private sealed class CancelAt(int done, CancellationTokenSource source) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value)
        {
            if (value.Done >= done)
            {
                source.Cancel();
            }
        }
    }
}
