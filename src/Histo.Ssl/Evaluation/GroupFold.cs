namespace Histo.Ssl.Evaluation;

/// <summary>One fold: which samples are tested and which are fitted on.</summary>
/// <param name="Index">Number of the fold, from 0.</param>
/// <param name="Groups">Groups that are tested, in ordinal order.</param>
/// <param name="Train">Samples of all other groups, ascending.</param>
/// <param name="Test">Samples of <paramref name="Groups"/>, ascending.</param>
public sealed record GroupFold(int Index, IReadOnlyList<string> Groups, int[] Train, int[] Test);
