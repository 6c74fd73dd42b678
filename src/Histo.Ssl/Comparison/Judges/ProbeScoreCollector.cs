using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Comparison;

/// <summary>Keeps what probes say about tiles as scores that can be resampled.</summary>
internal sealed class ProbeScoreCollector : IProbeObserver
{
    private readonly GroupedAucBuilder _logistic = new(), _knn = new();
    private readonly SortedDictionary<int, GroupedAucBuilder> _fewShot = [];
    private readonly List<(IReadOnlyList<string> Groups, int[] Truth, int[] Predicted)> _answers = [];
    private GroupedAgreement? _agreement;
    private int _classes;

    public void Fold(ProbeFoldScores scores)
    {
        _classes = scores.Classes;
        _logistic.Add(scores.Fold, scores.Groups, scores.Truth, scores.Logistic);
        _knn.Add(scores.Fold, scores.Groups, scores.Truth, scores.Knn);
        _answers.Add((scores.Groups, scores.Truth, KnnClassifier.Predict(scores.Logistic)));
    }

    public void FewShot(int fold, int shots, int draw, string[] groups, int[] truth, FeatureMatrix scores)
    {
        if (!_fewShot.TryGetValue(shots, out GroupedAucBuilder? builder))
        {
            _fewShot.Add(shots, builder = new GroupedAucBuilder());
        }

        builder.Add(fold, groups, truth, scores);
    }

    public void Clusters(string[] groups, int[] truth, int[] clusters, int clusterCount) => _agreement = GroupedAgreement.Of(groups, truth, clusters);

    public IReadOnlyDictionary<string, GroupedScore> Build()
    {
        var scores = new Dictionary<string, GroupedScore>(StringComparer.Ordinal)
        {
            ["auc"] = _logistic.Build(),
            ["balancedAccuracy"] = GroupedAccuracy.Of(balanced: true, _classes, _answers),
            ["accuracy"] = GroupedAccuracy.Of(balanced: false, _classes, _answers),
            ["knnAuc"] = _knn.Build(),
        };
        foreach ((int shots, GroupedAucBuilder builder) in _fewShot)
        {
            scores.Add(FormattableString.Invariant($"fewShot{shots}"), builder.Build());
        }

        if (_agreement is not null)
        {
            scores.Add("nmi", _agreement);
        }

        return scores;
    }
}
