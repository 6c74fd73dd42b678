namespace Histo.Ssl.Comparison;

/// <summary>Names of scores for people.</summary>
internal static class ScoreNames
{
    public static string Of(string score) => score switch
    {
        "auc" => "AUC",
        "balancedAccuracy" => "balanced accuracy",
        "accuracy" => "accuracy",
        "knnAuc" => "kNN AUC",
        "nmi" => "NMI",
        _ when score.StartsWith("fewShot", StringComparison.Ordinal) => $"{score["fewShot".Length..]}-shot AUC",
        _ => score,
    };
}
