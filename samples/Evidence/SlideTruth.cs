namespace Histo.Evidence;

/// <summary>From which share of its area on a tile counts as tumour.</summary>
/// <param name="PositiveShare">The share.</param>
internal sealed record SlideTruth(double PositiveShare);
