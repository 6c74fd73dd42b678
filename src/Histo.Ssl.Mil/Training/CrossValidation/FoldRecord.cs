namespace Histo.Ssl.Mil.Training;

/// <summary>A finished fold, as kept in its folder.</summary>
/// <param name="Key">Hash of everything that the fold depends on.</param>
/// <param name="Predictions">Of its test bags.</param>
/// <param name="Epochs">Curves of the training.</param>
/// <param name="ChosenEpoch">Whose weights were kept.</param>
public sealed record FoldRecord(string Key, IReadOnlyList<TestPrediction> Predictions, IReadOnlyList<EpochMeters> Epochs, int ChosenEpoch);
