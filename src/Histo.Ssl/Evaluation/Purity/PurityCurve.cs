namespace Histo.Ssl.Evaluation;

/// <summary>Mismatch of neighbours against distance: of labels (<see cref="LabelPurity"/>) or of features (<see cref="FeaturePurity"/>).</summary>
/// <param name="Distances">One entry a distance, from 1 on.</param>
/// <param name="Recommendation">How far positives may be drawn from.</param>
/// <param name="Slides">Number of slides with a pair, for labels a labelled one.</param>
/// <param name="Tiles">Number of tiles that took part: for labels the labelled ones.</param>
public sealed record PurityCurve(IReadOnlyList<PurityDistance> Distances, PurityRecommendation Recommendation, int Slides, long Tiles)
{
    /// <summary>Gets what was compared.</summary>
    /// <value><see cref="PurityMeasure.Labels"/> (default).</value>
    public PurityMeasure Measure { get; init; }
}
