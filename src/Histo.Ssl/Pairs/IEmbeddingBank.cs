namespace Histo.Ssl.Pairs;

/// <summary>One embedding for each tile of a tile set, fed by the trainer, with clusterings of all of them. Free of torch types: samplers read it through <see cref="FeatureNeighbours"/>.</summary>
/// <remarks>Not for several threads at once. Its content is part of the run state.</remarks>
public interface IEmbeddingBank
{
    /// <summary>Gets the number of rows: one a tile.</summary>
    int Count { get; }

    /// <summary>Gets the length of an embedding.</summary>
    int Dimension { get; }

    /// <summary>Moves the rows of tiles towards new embeddings: the one way in which embeddings come to samplers.</summary>
    /// <param name="tiles">Tiles, in any order.</param>
    /// <param name="embeddings">tiles.Length x <see cref="Dimension"/> numbers, row by row, of any length above 0.</param>
    void Update(ReadOnlySpan<int> tiles, ReadOnlySpan<float> embeddings);

    /// <summary>Clusters all rows anew.</summary>
    /// <param name="round">Number of the clustering, 0 or more: with the seed it fixes every random choice.</param>
    void Cluster(long round);

    /// <summary>Finds for each tile the most similar tiles that share its cluster in every clustering.</summary>
    /// <param name="perTile">Greatest number of neighbours of a tile, 1 or more.</param>
    /// <param name="neighbours">Receives <see cref="Count"/> x <paramref name="perTile"/> tiles, most similar first, the tile itself left out; -1 where there are fewer.</param>
    void FindNeighbours(int perTile, Span<int> neighbours);
}
