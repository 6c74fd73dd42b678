namespace Histo.Ssl.Mil.Training;

/// <summary>How a training went; the aggregator holds the weights of the chosen epoch.</summary>
/// <param name="Epochs">Every epoch.</param>
/// <param name="ChosenEpoch">Whose weights were kept.</param>
public sealed record MilTrainingResult(IReadOnlyList<EpochMeters> Epochs, int ChosenEpoch);
