namespace Histo.Ssl.Evaluation;

/// <summary>How far fine-tuning is; told after each step of training.</summary>
/// <param name="Fold">Number of the fold, from 0.</param>
/// <param name="Folds">Folds in all.</param>
/// <param name="Step">Steps of the fold that are done.</param>
/// <param name="Steps">Steps of a fold in all.</param>
/// <param name="Loss">Loss of the step.</param>
public readonly record struct FineTuningProgress(int Fold, int Folds, int Step, int Steps, double Loss);
