using Histo.Ssl.Objectives;

namespace Histo.Ssl.Training;

/// <summary>How the optimiser treats one parameter.</summary>
/// <param name="LearningRateFactor">Factor on the learning rate.</param>
/// <param name="WeightDecayFactor">Factor on the weight decay: 0 or 1.</param>
/// <param name="Role">Whether its rate is frozen or constant for a while.</param>
public readonly record struct ParameterTraits(double LearningRateFactor, double WeightDecayFactor, ParameterRole Role = ParameterRole.Ordinary);
