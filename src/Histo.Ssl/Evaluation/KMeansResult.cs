namespace Histo.Ssl.Evaluation;

/// <summary>Clusters found by k-means.</summary>
/// <param name="Centres">Clusters x features.</param>
/// <param name="Labels">For each row its nearest centre; of equally near ones the first.</param>
/// <param name="Inertia">Sum of the squared distances of the rows to their centres.</param>
/// <param name="Iterations">Updates of the centres.</param>
public sealed record KMeansResult(FeatureMatrix Centres, int[] Labels, double Inertia, int Iterations);
