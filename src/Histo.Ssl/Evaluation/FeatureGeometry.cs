using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>What the shape of the features says without any classifier.</summary>
internal sealed record FeatureGeometry(double? Silhouette, double EffectiveRank, double Uniformity, double? NeighbourAlignment, double? MapNmi, double? MapAri)
{
    private const int PairRows = 5000, MapRows = 2000;
    private const double Perplexity = 30;

    /// <summary>Measures labelled tiles.</summary>
    /// <param name="set">The set that the tiles are from.</param>
    /// <param name="rows">Their rows in it.</param>
    /// <param name="features">Their features.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="options">Seed, and whether a map is made.</param>
    /// <param name="cancellationToken">Stops the measures.</param>
    public static FeatureGeometry Of(EmbeddingSet set, int[] rows, FeatureMatrix features, int[] labels, ProbeOptions options, CancellationToken cancellationToken)
    {
        int[] sample = RowSample.Of(features.Rows, PairRows, options.Seed), own = TileSplit.Pick(labels, sample);
        FeatureMatrix sampled = features.Select(sample);
        (double? nmi, double? ari) = options.Map ? OfMap(features, labels, options, cancellationToken) : (null, null);
        return new FeatureGeometry(
            own.Distinct().Count() < 2 ? null : Evaluation.Silhouette.Mean(sampled.NormalisedRows(), own, cancellationToken: cancellationToken),
            Evaluation.EffectiveRank.Of(sampled),
            Evaluation.Uniformity.Of(features, seed: options.Seed),
            Evaluation.NeighbourAlignment.Of(features, TileSplit.Pick(set.SlideIndex, rows), TileSplit.Pick(set.Columns, rows), TileSplit.Pick(set.Rows, rows)),
            nmi,
            ari);
    }

    private static (double? Nmi, double? Ari) OfMap(FeatureMatrix features, int[] labels, ProbeOptions options, CancellationToken cancellationToken)
    {
        int[] sample = RowSample.Of(features.Rows, MapRows, options.Seed), own = TileSplit.Pick(labels, sample);
        int classes = own.Distinct().Count();
        var map = new TsneOptions { Perplexity = Math.Min(Perplexity, (sample.Length - 1) / 3.0), Seed = options.Seed };
        if (classes < 2 || map.Perplexity <= 1)
        {
            return (null, null);
        }

        FeatureMatrix points = Tsne.Fit(features.Select(sample).NormalisedRows(), map, cancellationToken: cancellationToken).Embedding;
        var agreement = new ClusterAgreement(own, KMeans.Fit(points, classes, new KMeansOptions { Seed = options.Seed }, cancellationToken).Labels);
        return (agreement.NormalisedMutualInformation(), agreement.AdjustedRand);
    }
}
