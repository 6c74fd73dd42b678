namespace Histo.Ssl.Evaluation;

/// <summary>Label mismatch against distance.</summary>
/// <param name="Distances">One entry a distance, from 1 on.</param>
/// <param name="Recommendation">How far positives may be drawn from.</param>
/// <param name="Slides">Number of slides with a labelled pair.</param>
/// <param name="Tiles">Number of labelled tiles.</param>
public sealed record PurityCurve(IReadOnlyList<PurityDistance> Distances, PurityRecommendation Recommendation, int Slides, long Tiles);
