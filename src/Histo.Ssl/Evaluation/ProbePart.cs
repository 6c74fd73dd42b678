namespace Histo.Ssl.Evaluation;

/// <summary>What one fold is fitted and tested on: a row a tile of the split.</summary>
internal sealed record ProbePart(TileSplit Split, FeatureMatrix Train, FeatureMatrix Test, int[] TestClusters);
