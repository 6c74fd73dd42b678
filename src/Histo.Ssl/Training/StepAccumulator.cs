using System.Diagnostics;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Collects the meters of the batches that make up one step.</summary>
internal sealed class StepAccumulator(int batches, bool readEmbeddings)
{
    private readonly Dictionary<string, double> _terms = new(StringComparer.Ordinal);
    private readonly int[] _relations = new int[Enum.GetValues<PairRelation>().Length];
    private long _epoch = -1;
    private int _rows, _pairs, _fallbacks, _near;
    private long _distance;

    public double Loss { get; private set; }

    /// <summary>Epoch in which the step's first batch began; 0 before there was one.</summary>
    public long Epoch => Math.Max(0, _epoch);

    public IReadOnlyDictionary<string, double> Terms => _terms;

    public EmbeddingStatistics? Embeddings { get; private set; }

    public long WaitingTicks { get; set; }

    public long ViewTicks { get; set; }

    public void Add(ObjectiveResult result, BatchContext context)
    {
        Loss += result.Loss.ToDouble() / batches;
        foreach ((string name, Tensor value) in result.Terms)
        {
            _terms[name] = _terms.GetValueOrDefault(name) + (value.ToDouble() / batches);
        }

        _epoch = _epoch < 0 ? context.Epoch : _epoch;
        _rows += context.Rows.Length;
        for (int pair = 0; pair < context.Pairs && context.Views > 1; pair++)
        {
            AddPair(context.Rows[pair], context.Rows[context.Pairs + pair]);
        }

        // A result that is not finite is reported as such; its singular values would only fail.
        if (readEmbeddings && Embeddings is null && result.Embeddings.Count >= 2 && double.IsFinite(Loss))
        {
            Embeddings = EmbeddingStatistics.Measure(result.Embeddings[0], result.Embeddings[1]);
        }
    }

    public StepMeters ToMeters(long step, double rate, double norm, TimeSpan elapsed)
    {
        double seconds = elapsed.TotalSeconds, waiting = (double)WaitingTicks / Stopwatch.Frequency, views = (double)ViewTicks / Stopwatch.Frequency;
        return new StepMeters
        {
            Step = step,
            Epoch = _epoch,
            Loss = Loss,
            Terms = _terms,
            LearningRate = rate,
            GradientNorm = norm,
            Embeddings = Embeddings,
            Relations = Enum.GetValues<PairRelation>()
                .Where(relation => _relations[(int)relation] > 0)
                .ToDictionary(relation => relation.ToString(), relation => (double)_relations[(int)relation] / _pairs),
            FallbackShare = _pairs == 0 ? 0 : (double)_fallbacks / _pairs,
            PairDistance = _near == 0 ? null : (double)_distance / _near,
            Seconds = seconds,
            WaitingShare = seconds > 0 ? waiting / seconds : 0,
            ViewSeconds = views,
            ComputeSeconds = Math.Max(0, seconds - waiting - views),
            ImagesPerSecond = seconds > 0 ? _rows / seconds : 0,
        };
    }

    private void AddPair(in BatchRow anchor, in BatchRow positive)
    {
        _pairs++;
        _relations[(int)positive.Relation]++;
        _fallbacks += positive.Fallback ? 1 : 0;
        if (anchor.Address.DistanceTo(positive.Address) is { } distance)
        {
            _near++;
            _distance += distance;
        }
    }
}
