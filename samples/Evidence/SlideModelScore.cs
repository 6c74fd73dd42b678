using Histo.Ssl.Mil.Explanation;

namespace Histo.Evidence;

/// <summary>One seed of one model on one arm's features: means over the folds.</summary>
/// <param name="Arm">How the encoder was trained.</param>
/// <param name="Model">Name of the slide-level model.</param>
/// <param name="Seed">Seed of encoder and model.</param>
/// <param name="Auc">Mean AUC of the folds.</param>
/// <param name="BalancedAccuracy">Mean balanced accuracy of the folds.</param>
/// <param name="Attention">Where the models looked on their test bags; null for models without attention.</param>
internal sealed record SlideModelScore(string Arm, string Model, int Seed, double Auc, double BalancedAccuracy, AttentionBehaviour? Attention);
