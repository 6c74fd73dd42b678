namespace Histo.Ssl.Mil.Training;

/// <summary>A prediction of a bag that the model never saw, with the truth.</summary>
/// <param name="Repeat">Number of the repetition.</param>
/// <param name="Fold">Number of the fold.</param>
/// <param name="Bag">The bag.</param>
/// <param name="Prediction">What the fold's model says.</param>
public sealed record TestPrediction(int Repeat, int Fold, LabelledBag Bag, MilPrediction Prediction);
