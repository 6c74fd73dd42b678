namespace Histo.Ssl.Evaluation;

/// <summary>Sees the scores of tested tiles as <see cref="ProbeRunner"/> makes them, for intervals, plots and tests of one's own.</summary>
/// <remarks>Called on the thread that probes, in the order of folds, shots and draws. Arrays and matrices are the runner's own: read them, do not change them.</remarks>
public interface IProbeObserver
{
    /// <summary>Sees what the logistic and the kNN probe say about the tested tiles of a fold.</summary>
    /// <param name="scores">The scores.</param>
    void Fold(ProbeFoldScores scores);

    /// <summary>Sees what a few labelled tiles a class say about the tested tiles of a fold.</summary>
    /// <param name="fold">Number of the fold, from 0.</param>
    /// <param name="shots">Labelled tiles a class.</param>
    /// <param name="draw">Draw of the labelled tiles, from 0.</param>
    /// <param name="groups">Group of each tested tile.</param>
    /// <param name="truth">Class of each tested tile, an index into <see cref="ProbeReport.Classes"/>.</param>
    /// <param name="scores">Tested tiles x classes, see <see cref="NearestClassMean.Scores"/>.</param>
    void FewShot(int fold, int shots, int draw, string[] groups, int[] truth, FeatureMatrix scores);

    /// <summary>Sees the clusters of all labelled tiles; with a test set those of the tested tiles. Called once.</summary>
    /// <param name="groups">Group of each tile.</param>
    /// <param name="truth">Class of each tile, an index into <see cref="ProbeReport.Classes"/>.</param>
    /// <param name="clusters">Cluster of each tile, 0 to <paramref name="clusterCount"/> - 1.</param>
    /// <param name="clusterCount">Number of clusters: as many as classes.</param>
    void Clusters(string[] groups, int[] truth, int[] clusters, int clusterCount);
}
