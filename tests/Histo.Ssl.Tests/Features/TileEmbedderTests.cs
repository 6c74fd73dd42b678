using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Views;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Features;

public class TileEmbedderTests
{
    [Fact]
    public void Embed_AnyThreadsAndBatches_GivesTheSameFeatures()
    {
        using var encoder = new FakeEncoder();
        EmbeddingSet expected = Embed(encoder, 1, 1);
        foreach ((int threads, int batch) in new[] { (1, 16), (2, 7), (8, 16), (8, 70) })
        {
            EmbeddingSet actual = Embed(encoder, threads, batch);
            actual.Tiles.Should().Equal(expected.Tiles);
            for (int i = 0; i < expected.Features.Length; i++)
            {
                actual.Features[i].Should().BeApproximately(expected.Features[i], 1e-5f);
            }
        }

        Embed(encoder, 1, 16).Features.Should().Equal(Embed(encoder, 8, 16).Features, "threads change nothing, to the last bit");
    }

    [Theory]
    [InlineData(12)]
    [InlineData(8)]
    [InlineData(24)]
    public void Embed_TensorExecutor_IsResamplingWithAntialiasing(int inputSize)
    {
        using var encoder = new FakeEncoder(inputSize);
        using var source = new FakeTileSource();
        using var executor = new TensorViewExecutor();
        EmbeddingSet expected = new TileEmbedder(encoder, new FakeExecutor()).Embed(source), actual = new TileEmbedder(encoder, executor).Embed(source);
        float largest = expected.Features.Max(Math.Abs);
        for (int i = 0; i < expected.Features.Length; i++)
        {
            actual.Features[i].Should().BeApproximately(expected.Features[i], 1e-4f * largest);
        }
    }

    [Fact]
    public void Embed_UnreadableTiles_AreListedAndLeftOut()
    {
        using var encoder = new FakeEncoder();
        using var whole = new FakeTileSource();
        using var broken = new FakeTileSource(broken: [0, 17, 40]);
        var progress = new List<EmbeddingProgress>();
        EmbeddingSet all = new TileEmbedder(encoder, new FakeExecutor(), new EmbeddingOptions { BatchSize = 8 }).Embed(whole);
        EmbeddingSet some = new TileEmbedder(encoder, new FakeExecutor(), new EmbeddingOptions { BatchSize = 8 }).Embed(broken, progress: new Collect(progress));
        some.Count.Should().Be(67);
        some.Tiles.Should().Equal(Enumerable.Range(0, 70).Except([0, 17, 40]));
        for (int row = 0; row < some.Count; row++)
        {
            some.Feature(row).ToArray().Should().Equal(all.Feature(some.Tiles[row]).ToArray());
        }

        some.Unreadable.Select(tile => (tile.Tile, tile.SlideId, tile.Column, tile.Row, tile.X, tile.Y, tile.Code)).Should().Equal(
            (0, "A", 0, 0, 0, 0, "HS1005"), (17, "A", 3, 2, 36, 24, "HS1005"), (40, "B", 5, 0, 60, 0, "HS1005"));
        progress[^1].Should().Be(new EmbeddingProgress(70, 70, 3));
        progress.Select(each => each.Done).Should().Equal(8, 16, 24, 32, 40, 48, 56, 64, 70);
    }

    [Fact]
    public void Embed_ChosenTiles_KeepsTheirOrderAndWhatIsKnown()
    {
        using var encoder = new FakeEncoder();
        using var source = new FakeTileSource();
        EmbeddingSet set = new TileEmbedder(encoder, new FakeExecutor()).Embed(source, [41, 3, 41]);
        set.Tiles.Should().Equal(41, 3, 41);
        set.SlideIndex.Should().Equal(1, 0, 1);
        (set.Columns[0], set.Rows[0], set.LabelledShare[0]).Should().Be((6, 0, 0.25f));
        set.Labels.Should().Equal(1, -1, 1);
        set.LabelNames.Should().Equal("stroma", "tumor");
        set.Feature(0).ToArray().Should().Equal(set.Feature(2).ToArray()).And.NotEqual(set.Feature(1).ToArray());
        set.SlideOf(0).Should().Be(new EmbeddingSlide("B", "B", null, 0.5));
        set.SlideOf(1).Should().Be(new EmbeddingSlide("A", "p1", "tumor", 0.5));
        set.Origin.Should().Be(new EmbeddingOrigin { Encoder = "fake", EncoderHash = set.Origin.EncoderHash, InputSize = 8, TileSize = 12, Stride = 12, Mpp = 0.5, TileSetHash = source.Tiles.Hash });
    }

    [Fact]
    public void Embed_MixedModes_AreRestored()
    {
        using var encoder = new FakeEncoder();
        encoder.train();
        encoder.Norm.eval();
        string before = EncoderHashOf(encoder);
        Embed(encoder, 2, 16);
        (encoder.training, encoder.Norm.training).Should().Be((true, false));
        encoder.eval();
        encoder.Norm.train();
        Embed(encoder, 2, 16);
        (encoder.training, encoder.Norm.training).Should().Be((false, true));
        EncoderHashOf(encoder).Should().Be(before, "running statistics stay as they are");
    }

    [Fact]
    public void Embed_Cancelled_StopsAndRestoresModes()
    {
        using var encoder = new FakeEncoder();
        encoder.train();
        using var source = new FakeTileSource();
        using var cancel = new CancellationTokenSource();
        Action embed = () => new TileEmbedder(encoder, new FakeExecutor(), new EmbeddingOptions { BatchSize = 5 }).Embed(source, null, new CancelAt(10, cancel), cancel.Token);
        embed.Should().Throw<OperationCanceledException>();
        source.Reads.Should().BeLessThan(70);
        encoder.training.Should().BeTrue();
    }

    [Fact]
    public void Embed_WhatCannotBe_IsRefusedWithItsCode()
    {
        using var encoder = new FakeEncoder();
        using var wrong = new FakeEncoder(said: 9);
        using var poisoned = new FakeEncoder();
        poisoned.Poison();
        using var source = new FakeTileSource();
        using var broken = new FakeTileSource(2, 2, 12, [.. Enumerable.Range(0, 8)]);
        Refused(() => new TileEmbedder(encoder, new FakeExecutor()).Embed(source, [70]), ErrorCodes.TileOutOfRange);
        Refused(() => new TileEmbedder(encoder, new FakeExecutor()).Embed(source, []), ErrorCodes.NothingEmbedded);
        Refused(() => new TileEmbedder(encoder, new FakeExecutor()).Embed(broken), ErrorCodes.NothingEmbedded);
        Refused(() => new TileEmbedder(wrong, new FakeExecutor()).Embed(source), ErrorCodes.WrongShape);
        Refused(() => new TileEmbedder(poisoned, new FakeExecutor()).Embed(source), ErrorCodes.EmbeddingNotFinite);
        Refused(() => _ = new TileEmbedder(encoder, new FakeExecutor(), new EmbeddingOptions { BatchSize = 0 }), ErrorCodes.InvalidOption);
    }

    internal static EmbeddingSet Embed(FakeEncoder encoder, int threads, int batch)
    {
        using var source = new FakeTileSource();
        return new TileEmbedder(encoder, new FakeExecutor(), new EmbeddingOptions { ReadingThreads = threads, BatchSize = batch }).Embed(source);
    }

    private static string EncoderHashOf(FakeEncoder encoder) => WeightHash.Compute(encoder);

    private static void Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code);

    private sealed class Collect(List<EmbeddingProgress> reports) : IProgress<EmbeddingProgress>
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
