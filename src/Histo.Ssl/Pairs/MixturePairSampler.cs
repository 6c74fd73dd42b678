using System.Globalization;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Pairs;

/// <summary>Draws each positive from one of several samplers, chosen at random with given weights.</summary>
/// <remarks>
/// A tile may be an anchor when every member allows it; guards of the members are combined. Each member draws from streams of its own, so mixtures may contain mixtures.
/// </remarks>
public sealed class MixturePairSampler : IPositivePairSampler
{
    private readonly IPositivePairSampler[] _samplers;
    private readonly double[] _cumulative;

    /// <summary>Creates a mixture.</summary>
    /// <param name="members">The samplers with their weights; at least one.</param>
    /// <exception cref="HistoException">HS0001: there is no member, or a weight is not more than 0.</exception>
    public MixturePairSampler(params IReadOnlyList<MixtureMember> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        double total = members.Sum(member => member.Weight);
        if (members.Count == 0 || members.Any(member => !(member.Weight > 0)) || !double.IsFinite(total))
        {
            throw new HistoException(
                ErrorCodes.InvalidOption,
                "a mixture needs members with weights above 0",
                seen: string.Join(", ", members.Select(member => member.Weight.ToString(CultureInfo.InvariantCulture))),
                wanted: "finite weights above 0");
        }

        _samplers = [.. members.Select(member => member.Sampler)];
        _cumulative = new double[members.Count];
        double sum = 0;
        for (int i = 0; i < _cumulative.Length; i++)
        {
            sum += members[i].Weight;
            _cumulative[i] = sum / total;
        }

        _cumulative[^1] = 1;
        Guard = CombinedGuard.Of(_samplers);
        Description = string.Join(" + ", members.Select(member => string.Create(CultureInfo.InvariantCulture, $"{member.Weight / total:0.###} x ({member.Sampler.Description})")));
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
            if (!sampler.CanAnchor(tile))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    /// <remarks>That of the first member which knows it.</remarks>
    public int? CandidateCount(int tile) => CandidateCounts.First(_samplers, tile);

    /// <inheritdoc/>
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives)
    {
        PairSpans.RequireSameLength(anchors, positives);
        for (int start = 0; start < anchors.Length;)
        {
            int member = Choose(draw, firstRow + start), end = start + 1;
            while (end < anchors.Length && Choose(draw, firstRow + end) == member)
            {
                end++;
            }

            _samplers[member].Sample(draw.Fork(member + 1), firstRow + start, anchors[start..end], positives[start..end]);
            start = end;
        }
    }

    private int Choose(PairDraw draw, int row)
    {
        double uniform = draw.Stream(row, RandomSlot.Mixture).NextDouble();
        int member = 0;
        while (uniform >= _cumulative[member])
        {
            member++;
        }

        return member;
    }
}
