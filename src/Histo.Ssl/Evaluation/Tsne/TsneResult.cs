namespace Histo.Ssl.Evaluation;

/// <summary>A map of features in two dimensions.</summary>
/// <param name="Embedding">Rows x 2. Distances between far clusters, sizes of clusters and the axes mean nothing.</param>
/// <param name="Divergence">Kullback-Leibler divergence of the map from the features; comparable only between runs on the same rows with the same perplexity and method. Approximate with <see cref="TsneMethod.BarnesHut"/>.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Method">How it was computed: <see cref="TsneMethod.Exact"/> or <see cref="TsneMethod.BarnesHut"/>.</param>
public sealed record TsneResult(FeatureMatrix Embedding, double Divergence, int Iterations, TsneMethod Method);
