using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Benchmarks.Inputs;

/// <summary>Steps of an objective with a bank, without an encoder, beside the product of a batch with the whole bank that no exact step can do without.</summary>
internal sealed class BankBench : IDisposable
{
    private const int Batch = 128;
    private readonly PairCohort _cohort = PairCohort.Of(BenchmarkScale.Current.BankTiles);
    private readonly FlatEncoder _encoder = new();
    private readonly IJointEmbeddingObjective _objective;
    private readonly BatchPlanner _planner;
    private readonly Tensor[] _views;
    private readonly Tensor _queries;
    private long _step;

    public BankBench(ObjectiveOptions options)
    {
        _objective = ObjectiveFactory.Create(options, new ObjectiveSetup { Encoder = _encoder, Seed = 1, Tiles = _cohort.Tiles });
        _planner = new BatchPlanner(_cohort.Tiles, new AugmentationPairSampler(), Batch, 1);
        _views = [.. Enumerable.Range(0, 2).Select(_ => randn(Batch, 3, FlatEncoder.Side, FlatEncoder.Side))];
        _queries = nn.functional.normalize(randn(Batch, Bank.Dimension), dim: 1);

        // The clustering of the first batch is another matter than a step.
        Bank.get_buffer("round")!.fill_(0);
    }

    public EmbeddingBank Bank => ((IBankObjective)_objective).Bank;

    /// <summary>Forward, sets, loss, backward and update of the bank.</summary>
    public void Step()
    {
        using DisposeScope scope = NewDisposeScope();
        BatchContext context = _planner.Plan(_step++);
        _objective.Compute(new ObjectiveInput(_encoder, _views, context) { Moment = new(context.Step, 0, 0) }).Loss.backward();
    }

    /// <summary>The similarities of a batch with all rows, a chunk of anchors at a time.</summary>
    public void Product()
    {
        using IDisposable noGrad = no_grad();
        for (int start = 0; start < Batch; start += 16)
        {
            using DisposeScope scope = NewDisposeScope();
            _queries.narrow(0, start, 16).mm(Bank.Memory.t());
        }
    }

    public void Dispose()
    {
        _objective.Dispose();
        _encoder.Dispose();
        _queries.Dispose();
        foreach (Tensor view in _views)
        {
            view.Dispose();
        }
    }
}
