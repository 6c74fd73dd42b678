using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Training;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Training;

public sealed class FeatureFeedbackTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RefreshBefore_ClustersAndTakesTheTable_OnlyWhenDue()
    {
        var bank = new FakeBank();
        var neighbours = new FeatureNeighbours(FakeBank.Tiles, 2);
        using var feedback = new FeatureFeedback(neighbours, bank, refreshEvery: 5);
        foreach (long step in new long[] { 0, 1, 4, 6 })
        {
            feedback.RefreshBefore(step);
        }

        neighbours.Of(0).ToArray().Should().BeEmpty("nothing was due");
        feedback.NextRefresh(0).Should().Be(5);
        feedback.NextRefresh(5).Should().Be(10);
        feedback.RefreshBefore(5);
        neighbours.Of(0).ToArray().Should().Equal(1, 2);
        bank.Clusterings.Should().Be(0, "the bank belongs to somebody else, who clusters it");
    }

    [Fact]
    public void Restore_BringsTheTableBackFromTheState()
    {
        var saved = new FeatureNeighbours(FakeBank.Tiles, 2);
        using var first = new FeatureFeedback(saved, new FakeBank(), refreshEvery: 1);
        first.RefreshBefore(1);
        var loaded = new FeatureNeighbours(FakeBank.Tiles, 2);
        using var second = new FeatureFeedback(loaded, new FakeBank(), refreshEvery: 1);
        second.State.Single().Tensor.copy_(first.State.Single().Tensor);
        second.Restore();
        loaded.Table.ToArray().Should().Equal(saved.Table.ToArray());
    }

    [Fact]
    public void Run_InterPairs_DoNotDependOnReadingThreads_AndDrawNeighboursAfterTheFirstRefresh()
    {
        (StepMeters[] one, string first) = Train(threads: 1);
        (StepMeters[] four, string second) = Train(threads: 4);
        second.Should().Be(first);
        one.Take(4).Should().OnlyContain(meters => meters.FallbackShare == 1 && meters.Relations!.Keys.Single() == nameof(PairRelation.Self));
        one.Skip(4).Should().Contain(meters => meters.Relations!.ContainsKey(nameof(PairRelation.FeatureSpace)));
        four.Select(meters => meters.Loss).Should().Equal(one.Select(meters => meters.Loss));
    }

    private (StepMeters[] Meters, string Hash) Train(int threads)
    {
        PretrainOptions options = ToyCohort.Options("simclr", "inter", "resnet18");
        (options.Training.Steps, options.Training.ReaderThreads, options.Pairs.Inter.RefreshEvery) = (12, threads, 4);
        var meters = new List<StepMeters>();
        using PretrainSession session = ToyCohort.Session(options);
        session.Run(progress: new OnStep(meters.Add));
        return ([.. meters], WeightHash.Compute(session.Encoder));
    }

    private sealed class FakeBank : IEmbeddingBank
    {
        public const int Tiles = 4;

        public int Clusterings { get; private set; }

        public int Count => Tiles;

        public int Dimension => 1;

        public void Update(ReadOnlySpan<int> tiles, ReadOnlySpan<float> embeddings)
        {
        }

        public void Cluster(long round) => Clusterings++;

        public void FindNeighbours(int perTile, Span<int> neighbours)
        {
            for (int tile = 0; tile < Tiles; tile++)
            {
                for (int i = 0; i < perTile; i++)
                {
                    neighbours[(tile * perTile) + i] = (tile + 1 + i) % Tiles;
                }
            }
        }
    }
}
