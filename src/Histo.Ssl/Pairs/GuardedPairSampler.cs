namespace Histo.Ssl.Pairs;

/// <summary>A sampler with a guard: which anchors may share a batch, and which rows are no negatives.</summary>
public sealed class GuardedPairSampler : IPositivePairSampler
{
    private readonly IPositivePairSampler _sampler;

    /// <summary>Adds a guard to a sampler; a guard that it already has holds too.</summary>
    /// <param name="sampler">What is drawn.</param>
    /// <param name="guard">Rule for the anchors of a batch.</param>
    public GuardedPairSampler(IPositivePairSampler sampler, IAnchorGuard guard)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(guard);
        _sampler = sampler;
        Guard = sampler.Guard is { } own ? new CombinedGuard(own, guard) : guard;
    }

    /// <inheritdoc/>
    public string Description => $"{_sampler.Description} [{Guard!.Description}]";

    /// <inheritdoc/>
    public IAnchorGuard? Guard { get; }

    /// <inheritdoc/>
    public int ExclusionRadius => Math.Max(_sampler.ExclusionRadius, Guard!.ExclusionRadius);

    /// <inheritdoc/>
    public bool CanAnchor(int tile) => _sampler.CanAnchor(tile);

    /// <inheritdoc/>
    public int? CandidateCount(int tile) => _sampler.CandidateCount(tile);

    /// <inheritdoc/>
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives) => _sampler.Sample(draw, firstRow, anchors, positives);
}
