using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Embeds tiles by a descriptor.</summary>
internal static class DescriptorEmbedding
{
    public static EmbeddingSet Run(string name, int size, TileDescriptor describe, ITileSource source, IReadOnlyList<int>? tiles, EmbeddingOptions options, IProgress<EmbeddingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        tiles = TileSelection.Of(source, tiles);
        var collector = new EmbeddingCollector(source, tiles, size);
        var vectors = new float[options.BatchSize * size];
        new TileReadAhead(source, tiles, options).ForEach(
            batch =>
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    describe(batch.Tile(i), vectors.AsSpan(i * size, size));
                }

                collector.Add(batch, vectors);
                progress?.Report(new EmbeddingProgress(batch.First + batch.Count, tiles.Count, collector.Unreadable));
            },
            cancellationToken);
        return collector.ToSet(name, string.Empty, source.TileSize);
    }
}
