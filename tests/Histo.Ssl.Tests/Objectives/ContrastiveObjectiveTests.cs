using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>How the objectives with negatives use labels and places: their losses are computed again from their own projections, in loops.</summary>
public sealed class ContrastiveObjectiveTests : IDisposable
{
    private const int Pairs = ObjectiveCases.Pairs;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Encoder _encoder = ObjectiveCases.SmallResNet();

    [Theory]
    [InlineData("simclr")]
    [InlineData("supcon")]
    [InlineData("moco-v2")]
    [InlineData("moco-v3")]
    public void Compute_WithoutRadius_IsTheOfficialLossBitForBit(string name)
    {
        using IJointEmbeddingObjective excluding = ObjectiveCases.Create(name, _encoder), plain = ObjectiveCases.Create(name, _encoder, change: IncludeNeighbours);
        excluding.Compute(Input(1)).Loss.item<float>().Should().Be(plain.Compute(Input(1)).Loss.item<float>());
        excluding.Compute(Input(1, radius: 5)).Loss.item<float>().Should().BeLessThan(plain.Compute(Input(1, radius: 5)).Loss.item<float>(), "negatives are left out");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void SimClr_ExcludesCloseRows(int radius)
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("simclr", _encoder);
        ObjectiveInput input = Input(2, radius);
        ObjectiveResult result = objective.Compute(input);
        double expected = NaiveContrast.SupCon(cat([.. result.Embeddings]), 2 * Pairs, IsOtherView, (a, c) => IsClose(input.Context, a, c), 0.5, 0.5);
        ((double)result.Loss.item<float>()).Should().BeApproximately(expected, 1e-5);
    }

    [Theory]
    [InlineData(SupConPositives.Pair, SupConContrast.All)]
    [InlineData(SupConPositives.Slide, SupConContrast.All)]
    [InlineData(SupConPositives.WeakLabel, SupConContrast.All)]
    [InlineData(SupConPositives.WeakLabel, SupConContrast.One)]
    public void SupCon_PositivesAreThoseAskedFor(SupConPositives positives, SupConContrast contrast)
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("supcon", _encoder, change: options => (options.SupCon.Positives, options.SupCon.Contrast) = (positives, contrast));
        ObjectiveInput input = Input(2, radius: 1);

        // Pairs 0 and 2 have a label, pairs 1 and 3 have none; pairs 0 and 1 are of one slide.
        int[] labels = [5, -1, 5, -1], slides = [0, 0, 1, 2];
        BatchRow[] rows = [.. input.Context.Rows.ToArray().Select((row, i) => row with { WeakLabel = labels[i % Pairs], Address = row.Address with { Slide = slides[i % Pairs] } })];
        input = input with { Context = new BatchContext(0, 0, Pairs, rows) { ExclusionRadius = 1 } };
        ObjectiveResult result = objective.Compute(input);

        bool IsPositive(int a, int c) => a % Pairs == c % Pairs || positives switch
        {
            SupConPositives.Slide => slides[a % Pairs] == slides[c % Pairs],
            SupConPositives.WeakLabel => labels[a % Pairs] >= 0 && labels[a % Pairs] == labels[c % Pairs],
            _ => false,
        };
        int anchors = contrast == SupConContrast.One ? Pairs : 2 * Pairs;
        double expected = NaiveContrast.SupCon(cat([.. result.Embeddings]), anchors, IsPositive, (a, c) => IsClose(input.Context, a, c), 0.1, 0.07);
        ((double)result.Loss.item<float>()).Should().BeApproximately(expected, 1e-4 * expected);
        double count = positives == SupConPositives.Pair ? 1 : 2;
        result.Terms[SupConLoss.Positives].item<float>().Should().Be((float)count);
    }

    [Fact]
    public void MoCoV2_QueueHoldsTheKeysWithTheirPlacesAndExcludesThem()
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("moco-v2", _encoder);
        ObjectiveInput before = Input(3, radius: 2), input = Input(4, radius: 2);
        using ObjectiveResult earlier = objective.Compute(before);
        Tensor queue = objective.Heads.get_buffer("queue.queue")!.clone();
        ShouldHold(objective, 0, earlier.Embeddings[1], before.Context);

        ObjectiveResult result = objective.Compute(input);
        double[][] q = NaiveContrast.Units(result.Embeddings[0]), k = NaiveContrast.Units(result.Embeddings[1]), old = NaiveContrast.Units(queue.t());
        double expected = Enumerable.Range(0, Pairs).Average(i =>
        {
            double own = Math.Exp(NaiveContrast.Dot(q[i], k[i]) / 0.2), others = 0;
            for (int j = 0; j < old.Length; j++)
            {
                bool close = j < Pairs && input.Context.Rows[i].Address.DistanceTo(before.Context.View(1)[j].Address) <= 2;
                others += close ? 0 : Math.Exp(NaiveContrast.Dot(q[i], old[j]) / 0.2);
            }

            return -Math.Log(own / (own + others));
        });
        ((double)result.Loss.item<float>()).Should().BeApproximately(expected, 1e-5);
        ShouldHold(objective, Pairs, result.Embeddings[1], input.Context);
    }

    [Fact]
    public void MoCoV2_TwoRanks_HaveTheSameQueueOfAllKeys()
    {
        (Tensor Queue, Tensor Keys) Of(Histo.Ssl.Collectives.ICollective ranks)
        {
            using DisposeScope scope = NewDisposeScope();
            using Encoder encoder = ObjectiveCases.SmallResNet();
            using IJointEmbeddingObjective objective = ObjectiveCases.Create("moco-v2", encoder, collective: ranks);
            ObjectiveResult result = objective.Compute(ObjectiveCases.Input(encoder, objective.Layout, (ulong)ranks.Rank + 1));
            return (objective.Heads.get_buffer("queue.queue")!.clone().DetachFromDisposeScope(), nn.functional.normalize(result.Embeddings[1], p: 2, dim: 1).DetachFromDisposeScope());
        }

        var (first, second) = TwoRanks.Run(Of);
        first.Queue.eq(second.Queue).all().item<bool>().Should().BeTrue();
        LossChecks.ShouldBeClose(first.Queue.narrow(1, 0, 2 * Pairs).t(), cat([first.Keys, second.Keys]), 1e-6);
        first.Queue.Dispose();
        second.Queue.Dispose();
        first.Keys.Dispose();
        second.Keys.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void MoCoV3_ExcludesCloseKeysInBothDirections(int radius)
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("moco-v3", _encoder);
        ObjectiveInput input = Input(2, radius);
        ObjectiveResult result = objective.Compute(input);
        var predictor = (ProjectionHead)objective.Heads.named_children().Single(child => child.name == "predictor").module;
        Tensor[] queries = [.. result.Embeddings.Select(projection => predictor.call(projection))];

        // At the start the teacher is a copy in the same mode, so its keys are the online projections.
        double first = NaiveContrast.CrossEntropy(queries[0], result.Embeddings[1], (i, j) => IsClose(input.Context, i, Pairs + j), 1);
        double second = NaiveContrast.CrossEntropy(queries[1], result.Embeddings[0], (i, j) => IsClose(input.Context, Pairs + i, j), 1);
        ((double)result.Terms[MoCoV3Loss.FirstToSecond].item<float>()).Should().BeApproximately(2 * first, 1e-5);
        ((double)result.Terms[MoCoV3Loss.SecondToFirst].item<float>()).Should().BeApproximately(2 * second, 1e-5);
    }

    [Theory]
    [InlineData("simclr")]
    [InlineData("supcon")]
    [InlineData("moco-v2")]
    [InlineData("moco-v3")]
    public void Compute_ContextOfAnotherBatch_Throws(string name)
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create(name, _encoder);
        ObjectiveInput input = Input(1) with { Context = new BatchContext(0, 0, 3, new BatchRow[6]) };
        FluentActions.Invoking(() => objective.Compute(input)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _scope.Dispose();
    }

    private static void IncludeNeighbours(ObjectiveOptions options) =>
        options.SimClr.ExcludeNeighbours = options.SupCon.ExcludeNeighbours = options.MoCoV2.ExcludeNeighbours = options.MoCoV3.ExcludeNeighbours = false;

    private static bool IsOtherView(int a, int c) => (a + Pairs) % (2 * Pairs) == c;

    private static bool IsClose(BatchContext context, int a, int c) => context.ExclusionRadius > 0 && context.Distance(a, c) <= context.ExclusionRadius;

    private static void ShouldHold(IJointEmbeddingObjective objective, int start, Tensor keys, BatchContext context)
    {
        LossChecks.ShouldBeClose(objective.Heads.get_buffer("queue.queue")!.narrow(1, start, Pairs).t(), nn.functional.normalize(keys, p: 2, dim: 1), 1e-6);
        long[] Places(string name) => objective.Heads.get_buffer("queue." + name)!.narrow(0, start, Pairs).data<long>().ToArray();
        BatchRow[] rows = [.. context.View(1)];
        Places("queue_slide").Should().Equal(rows.Select(row => (long)row.Address.Slide));
        Places("queue_column").Should().Equal(rows.Select(row => (long)row.Address.Column));
        Places("queue_row").Should().Equal(rows.Select(row => (long)row.Address.Row));
        objective.Heads.get_buffer("queue.queue_ptr")!.item<long>().Should().Be(start + Pairs);
    }

    private ObjectiveInput Input(ulong seed, int radius = 0) => ObjectiveCases.Input(_encoder, ViewLayout.Pair, seed, radius);
}
