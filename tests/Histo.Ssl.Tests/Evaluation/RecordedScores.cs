using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>Keeps all that a probe shows.</summary>
internal sealed class RecordedScores : IProbeObserver
{
    public List<ProbeFoldScores> Folds { get; } = [];

    public List<(int Fold, int Shots, int Draw, string[] Groups, int[] Truth, FeatureMatrix Scores)> Draws { get; } = [];

    public List<(string[] Groups, int[] Truth, int[] Clusters, int Count)> Clusterings { get; } = [];

    public void Fold(ProbeFoldScores scores) => Folds.Add(scores);

    public void FewShot(int fold, int shots, int draw, string[] groups, int[] truth, FeatureMatrix scores) => Draws.Add((fold, shots, draw, groups, truth, scores));

    public void Clusters(string[] groups, int[] truth, int[] clusters, int clusterCount) => Clusterings.Add((groups, truth, clusters, clusterCount));
}
