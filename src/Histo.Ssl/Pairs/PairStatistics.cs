namespace Histo.Ssl.Pairs;

/// <summary>Counts what the batches of a run were made of. Safe for several threads.</summary>
/// <remarks>Add each batch once, when it is used: what is counted is then the same whatever was read ahead, and after replacements of unreadable tiles.</remarks>
public sealed class PairStatistics
{
    private const int HistogramSize = 101;
    private readonly Lock _gate = new();
    private readonly IPositivePairSampler? _sampler;
    private readonly int _dropped;
    private readonly long[] _relations = new long[Enum.GetValues<PairRelation>().Length];
    private readonly long[] _distances = new long[HistogramSize];
    private long _pairs, _beyond, _sameSlide, _distanceSum, _selfFallbacks, _widened, _counted, _candidates, _lonely;

    /// <summary>Creates empty statistics.</summary>
    /// <param name="planner">What plans the batches: its sampler counts the candidates of each anchor; null leaves candidates and dropped anchors out.</param>
    public PairStatistics(BatchPlanner? planner = null)
    {
        _sampler = planner?.Sampler;
        _dropped = planner?.Anchors.Dropped ?? 0;
    }

    /// <summary>Adds the pairs of a batch: its first two views.</summary>
    /// <param name="context">The batch.</param>
    public void Add(BatchContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        lock (_gate)
        {
            for (int i = 0; i < context.Pairs && context.Views > 1; i++)
            {
                AddPair(context.Rows[i], context.Rows[context.Pairs + i]);
            }
        }
    }

    /// <summary>Returns what has been counted so far.</summary>
    /// <param name="position">Where the order of anchors stands; gives the skipped anchors.</param>
    public PairReport Snapshot(AnchorState? position = null)
    {
        lock (_gate)
        {
            return new PairReport
            {
                Pairs = _pairs,
                Relations = Enum.GetValues<PairRelation>().ToDictionary(relation => relation, relation => _relations[(int)relation]),
                Distances = [.. _distances],
                Beyond = _beyond,
                AcrossSlides = _pairs - _sameSlide,
                MeanDistance = _sameSlide == 0 ? double.NaN : (double)_distanceSum / _sameSlide,
                FallbacksToSelf = _selfFallbacks,
                FallbacksWidened = _widened,
                MeanCandidates = _counted == 0 ? null : (double)_candidates / _counted,
                WithoutCandidates = _counted == 0 ? null : _lonely,
                DroppedAnchors = _dropped,
                SkippedAnchors = position?.Skipped ?? 0,
            };
        }
    }

    /// <summary>Forgets everything, for statistics of the next epoch.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            Array.Clear(_relations);
            Array.Clear(_distances);
            (_pairs, _beyond, _sameSlide, _distanceSum, _selfFallbacks, _widened, _counted, _candidates, _lonely) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
    }

    private void AddPair(in BatchRow anchor, in BatchRow positive)
    {
        _pairs++;
        _relations[(int)positive.Relation]++;
        if (positive.Fallback)
        {
            (positive.Relation == PairRelation.Self ? ref _selfFallbacks : ref _widened)++;
        }

        if (anchor.Address.DistanceTo(positive.Address) is { } distance)
        {
            _sameSlide++;
            _distanceSum += distance;
            if (distance < HistogramSize)
            {
                _distances[distance]++;
            }
            else
            {
                _beyond++;
            }
        }

        if (_sampler?.CandidateCount(anchor.Tile) is { } candidates)
        {
            _counted++;
            _candidates += candidates;
            _lonely += candidates == 0 ? 1 : 0;
        }
    }
}
