namespace Histo.Ssl.Objectives;

/// <summary>What <see cref="BankMiner"/> finds for a batch.</summary>
/// <param name="Inter">For each anchor its neighbours in feature space, ascending.</param>
/// <param name="Negatives">For each draw of ranks the negatives of all anchors, one anchor after the other; -1 where there is none.</param>
internal sealed record MinedRows(int[][] Inter, long[][] Negatives);
