namespace Histo.Ssl.Evaluation;

/// <summary>What one fold is fitted and tested on.</summary>
internal sealed record ProbePart(FeatureMatrix Train, int[] TrainLabels, FeatureMatrix Test, int[] TestLabels, int[] TestClusters, int[] TestRows, string[] TestGroups);
