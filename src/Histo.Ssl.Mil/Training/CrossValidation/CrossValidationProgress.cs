namespace Histo.Ssl.Mil.Training;

/// <summary>Where a cross-validation stands.</summary>
/// <param name="Done">Trainings that are finished.</param>
/// <param name="Total">Trainings in all.</param>
/// <param name="Epoch">The epoch that ended; null when a fold ended.</param>
/// <param name="Epochs">Largest number of epochs of a training.</param>
public sealed record CrossValidationProgress(int Done, int Total, EpochMeters? Epoch, int Epochs);
