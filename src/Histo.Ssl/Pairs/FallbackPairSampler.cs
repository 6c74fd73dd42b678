namespace Histo.Ssl.Pairs;

/// <summary>A chain: where a sampler has no candidate and falls back, the next one is asked.</summary>
/// <remarks>
/// The first sampler's draws are the same as without the chain. A result counts as a fallback only when the last sampler fell back too. A spatial sampler that widens reports widened
/// pairs as fallbacks, so the chain replaces them: put it last. A tile may be an anchor when any member allows it; guards of the members are combined.
/// </remarks>
public sealed class FallbackPairSampler : IPositivePairSampler
{
    private readonly IPositivePairSampler[] _samplers;

    /// <summary>Creates a chain.</summary>
    /// <param name="samplers">The samplers in the order in which they are asked; at least one.</param>
    /// <exception cref="HistoException">HS0001: there is no sampler.</exception>
    public FallbackPairSampler(params IReadOnlyList<IPositivePairSampler> samplers)
    {
        ArgumentNullException.ThrowIfNull(samplers);
        if (samplers.Count == 0)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a chain needs at least one sampler", seen: 0, wanted: "1 or more");
        }

        _samplers = [.. samplers];
        Guard = CombinedGuard.Of(_samplers);
        Description = string.Join(", else ", _samplers.Select(sampler => sampler.Description));
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IAnchorGuard? Guard { get; }

    /// <inheritdoc/>
    /// <value>The widest of the members'.</value>
    public int ExclusionRadius => _samplers.Max(sampler => sampler.ExclusionRadius);

    /// <inheritdoc/>
    public bool CanAnchor(int tile)
    {
        foreach (IPositivePairSampler sampler in _samplers)
        {
            if (sampler.CanAnchor(tile))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    /// <remarks>That of the first member which knows it.</remarks>
    public int? CandidateCount(int tile) => CandidateCounts.First(_samplers, tile);

    /// <inheritdoc/>
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives)
    {
        PairSpans.RequireSameLength(anchors, positives);
        _samplers[0].Sample(draw, firstRow, anchors, positives);
        for (int next = 1; next < _samplers.Length; next++)
        {
            PairDraw fork = draw.Fork(next);
            for (int i = 0; i < anchors.Length; i++)
            {
                if (positives[i].Fallback)
                {
                    _samplers[next].Sample(fork, firstRow + i, anchors.Slice(i, 1), positives.Slice(i, 1));
                }
            }
        }
    }
}
