using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>The tiles of an embedding set that have a class, and how many were left out.</summary>
public sealed class LabelledTiles
{
    private LabelledTiles(FeatureMatrix features, TileClasses tiles) => (Features, Tiles) = (features, tiles);

    /// <summary>Gets the features, one row a tile.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>Gets the class of each tile, an index into <see cref="Classes"/>.</summary>
    public int[] Labels => Tiles.Labels;

    /// <summary>Gets the group of each tile, which a fold must not split.</summary>
    public IReadOnlyList<string> Groups => Tiles.Groups;

    /// <summary>Gets the slide of each tile.</summary>
    public IReadOnlyList<string> Slides => Tiles.Slides;

    /// <summary>Gets the names of the classes: "negative" and "positive", or the annotated classes or slide labels that occur, in ordinal order.</summary>
    public IReadOnlyList<string> Classes => Tiles.Names;

    /// <summary>Gets the tiles that were left out because their labelled share lies between the thresholds.</summary>
    public int BetweenThresholds => Tiles.Between;

    /// <summary>Gets the tiles that were left out because nothing is known about them.</summary>
    public int Unlabelled => Tiles.Unlabelled;

    internal TileClasses Tiles { get; }

    /// <summary>Selects the tiles that have a class.</summary>
    /// <param name="set">Embedded tiles.</param>
    /// <param name="options">What the classes are.</param>
    /// <exception cref="HistoException">HS1805: no tile has a class. HS1806: all are of one class.</exception>
    public static LabelledTiles Select(EmbeddingSet set, LabelledTileOptions options)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        TileClasses tiles = TileClasses.Select(TileLabelColumns.Of(set), options);
        return new LabelledTiles(Gather(set, tiles.Rows), tiles);
    }

    private static FeatureMatrix Gather(EmbeddingSet set, int[] rows)
    {
        var features = new FeatureMatrix(rows.Length, set.Dimensions);
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> from = set.Feature(rows[i]);
            Span<double> to = features.Row(i);
            for (int d = 0; d < to.Length; d++)
            {
                to[d] = from[d];
            }
        }

        return features;
    }
}
