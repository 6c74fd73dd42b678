using Histo.Ssl.Randomness;

namespace Histo.Ssl.Pairs;

/// <summary>Draws each positive from one of several samplers, chosen at random with weights that follow schedules.</summary>
/// <remarks>
/// The step of a schedule is that of the draw: the number of the batch. A tile may be an anchor when every member allows it; guards of the members are combined. Each member draws from streams of its own.
/// </remarks>
public sealed class ScheduledMixturePairSampler : IPositivePairSampler
{
    private readonly ScheduledMixtureMember[] _members;
    private readonly IPositivePairSampler[] _samplers;

    /// <summary>Creates a mixture.</summary>
    /// <param name="description">What logs and reports call it.</param>
    /// <param name="members">The samplers with their weights; at least one.</param>
    /// <exception cref="HistoException">HS0001: there is no member.</exception>
    public ScheduledMixturePairSampler(string description, params IReadOnlyList<ScheduledMixtureMember> members)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a mixture needs members", description, 0, "1 or more");
        }

        _members = [.. members];
        _samplers = [.. members.Select(member => member.Sampler)];
        Description = description;
        Guard = CombinedGuard.Of(_samplers);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IAnchorGuard? Guard { get; }

    /// <inheritdoc/>
    /// <value>The widest of the members'.</value>
    public int ExclusionRadius => _samplers.Max(sampler => sampler.ExclusionRadius);

    /// <inheritdoc/>
    public bool CanAnchor(int tile) => Array.TrueForAll(_samplers, sampler => sampler.CanAnchor(tile));

    /// <inheritdoc/>
    /// <remarks>That of the first member which knows it.</remarks>
    public int? CandidateCount(int tile) => CandidateCounts.First(_samplers, tile);

    /// <summary>Returns the probability of each member at a step.</summary>
    /// <param name="step">0 or more.</param>
    /// <exception cref="HistoException">HS0001: the weights are not finite, 0 or more and above 0 in sum.</exception>
    public double[] SharesAt(long step)
    {
        double[] weights = Array.ConvertAll(_members, member => member.Weight.At(step));
        double sum = weights.Sum();
        return Array.TrueForAll(weights, weight => weight >= 0) && sum > 0 && double.IsFinite(sum)
            ? Array.ConvertAll(weights, weight => weight / sum)
            : throw new HistoException(ErrorCodes.InvalidOption, "the weights of a mixture are not shares", Description, string.Join(", ", weights), "finite, 0 or more, not all 0");
    }

    /// <inheritdoc/>
    /// <exception cref="HistoException">HS0001: the weights at the step are not shares.</exception>
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives)
    {
        PairSpans.RequireSameLength(anchors, positives);
        double[] shares = SharesAt(draw.Step);
        for (int i = 0; i < anchors.Length; i++)
        {
            int member = Choose(shares, draw.Stream(firstRow + i, RandomSlot.Mixture).NextDouble());
            _samplers[member].Sample(draw.Fork(member + 1), firstRow + i, anchors.Slice(i, 1), positives.Slice(i, 1));
        }
    }

    private static int Choose(double[] shares, double uniform)
    {
        int last = Array.FindLastIndex(shares, share => share > 0);
        double sum = 0;
        for (int member = 0; member < last; member++)
        {
            sum += shares[member];
            if (uniform < sum)
            {
                return member;
            }
        }

        return last;
    }
}
