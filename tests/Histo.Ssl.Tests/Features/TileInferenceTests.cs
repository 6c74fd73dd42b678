using Histo.Ssl.Features;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Features;

/// <summary>Batches are prepared on one thread and computed on another.</summary>
[Collection(nameof(AllTensors))]
public class TileInferenceTests
{
    [Fact]
    public void Extract_Twice_LeavesNoTensorBehind()
    {
        using var encoder = new FakeEncoder();
        LiveTensors.ShouldStayConstantOnAllThreads(() => FeatureExtractorTests.Extract(encoder, 2, 16));
    }

    [Fact]
    public void Embed_Twice_LeavesNoTensorBehind()
    {
        using var encoder = new FakeEncoder();
        LiveTensors.ShouldStayConstantOnAllThreads(() => TileEmbedderTests.Embed(encoder, 2, 16));
    }

    [Fact]
    public void Extract_Cancelled_LeavesNoTensorBehind()
    {
        using var encoder = new FakeEncoder();
        LiveTensors.ShouldStayConstantOnAllThreads(() =>
        {
            using var source = new FakeTileSource();
            using var cancel = new CancellationTokenSource();
            var stop = new StopAfterOne(cancel);
            Action extract = () => new FeatureExtractor(encoder, new FakeExecutor(), new EmbeddingOptions { BatchSize = 5 }).Extract(source, 0, new MemoryStore(), stop, cancel.Token);
            extract.Should().Throw<OperationCanceledException>();
        });
    }

    private sealed class StopAfterOne(CancellationTokenSource source) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value) => source.Cancel();
    }
}
