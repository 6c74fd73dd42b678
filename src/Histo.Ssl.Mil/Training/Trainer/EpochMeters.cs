namespace Histo.Ssl.Mil.Training;

/// <summary>One epoch of a training.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="LearningRate">At its end.</param>
/// <param name="TrainingLoss">Mean of the whole loss over the bags.</param>
/// <param name="ValidationLoss">Mean of the loss of the answer over the validation bags; null without them.</param>
/// <param name="Terms">Mean of each unweighted part of the training loss.</param>
public sealed record EpochMeters(int Epoch, double LearningRate, double TrainingLoss, double? ValidationLoss, IReadOnlyDictionary<string, double> Terms);
