using Histo.Ssl.Features;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Reports;

/// <summary>Embeddings in memory: classes that are easy to tell apart, on slides of different sizes.</summary>
internal static class ToyEmbeddings
{
    private static readonly string[] Classes = ["stroma", "tumor"];

    /// <param name="tileSetHash">Hash of the tile set.</param>
    /// <param name="groups">For each slide its group.</param>
    /// <param name="tiles">For each slide its number of tiles.</param>
    /// <param name="labelled">Whether tiles have an annotated class.</param>
    public static EmbeddingSet Of(string tileSetHash, string[] groups, int[] tiles, bool labelled = true)
    {
        int[] slide = [.. tiles.SelectMany((count, index) => Enumerable.Repeat(index, count))];
        var features = new float[slide.Length * 6];
        var random = new CounterRandom(4, 0, 0, RandomSlot.Custom);
        int[] label = [.. slide.Select((_, row) => row % 5 == 4 ? -1 : row % 2)];
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = (float)random.NextGaussian() + (i % 6 == i / 6 % 2 ? 6 : 0);
        }

        return new EmbeddingSet(
            new EmbeddingOrigin { Encoder = "toy", InputSize = 12, TileSize = 12, Stride = 12, Mpp = 0.5, TileSetHash = tileSetHash },
            [.. groups.Select((group, index) => new EmbeddingSlide($"slide-{index}", group, null, 0.5))],
            [.. Enumerable.Range(0, slide.Length)], slide, [.. slide.Select((_, row) => row % 7)], [.. slide.Select((_, row) => row / 7)], [.. label.Select(each => !labelled || each < 0 ? float.NaN : 1f)], features,
            labels: labelled ? label : null, labelNames: labelled ? Classes : null);
    }
}
