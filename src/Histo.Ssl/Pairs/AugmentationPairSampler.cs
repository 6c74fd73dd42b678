namespace Histo.Ssl.Pairs;

/// <summary>The positive is the anchor itself, seen through another augmentation: plain self-supervised learning, and the baseline for every other sampler.</summary>
public sealed class AugmentationPairSampler : IPositivePairSampler
{
    /// <inheritdoc/>
    public string Description => "augmentation";

    /// <inheritdoc/>
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives)
    {
        PairSpans.RequireSameLength(anchors, positives);
        for (int i = 0; i < anchors.Length; i++)
        {
            positives[i] = new PositivePair(anchors[i], PairRelation.Self);
        }
    }
}
