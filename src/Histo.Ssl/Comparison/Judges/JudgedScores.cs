using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Comparison;

/// <summary>What a judge found.</summary>
/// <param name="Scores">Scores by name, higher is better: "auc", "balancedAccuracy", "knnAuc", "fewShot5", "nmi" and the like.</param>
/// <param name="Notes">What a reader should know: fewer folds than asked for, tiles left out.</param>
public sealed record JudgedScores(IReadOnlyDictionary<string, GroupedScore> Scores, IReadOnlyList<string> Notes);
