using Histo.Ssl.Features;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>Embedding sets with a known signal: of ten tiles four are negative, four positive, one is between the thresholds and one without annotation.</summary>
internal static class LabelledSets
{
    public static EmbeddingSet Create(
        double signal, double slideSignal = 0, int slides = 10, int tilesASlide = 40, string prefix = "S", ulong seed = 3, string?[]? labels = null)
    {
        const int Dimensions = 8;
        int count = slides * tilesASlide;
        var features = new float[count * Dimensions];
        var shares = new float[count];
        for (int i = 0; i < count; i++)
        {
            var random = new CounterRandom(seed, 0, i, RandomSlot.Custom);
            for (int d = 0; d < Dimensions; d++)
            {
                features[(i * Dimensions) + d] = (float)random.NextGaussian();
            }

            // Of ten tiles four are negative, four positive, one is between and one is unknown.
            shares[i] = (i % 10) switch { < 4 => 0.1f, < 8 => 0.9f, 8 => 0.5f, _ => float.NaN };
            features[i * Dimensions] += (float)(i % 10 is >= 4 and < 8 ? signal : -signal);
            features[(i * Dimensions) + 1 + (i / tilesASlide % 7)] += (float)(slideSignal * (1 + (i / tilesASlide / 7)));
        }

        int[] slide = [.. Enumerable.Range(0, count).Select(i => i / tilesASlide)];
        var origin = new EmbeddingOrigin { Encoder = "e", EncoderHash = "h", InputSize = 8, TileSize = 8, Stride = 8, Mpp = 0.5 };
        return new EmbeddingSet(
            origin,
            [.. Enumerable.Range(0, slides).Select(s => new EmbeddingSlide($"{prefix}{s}", $"{prefix}p{s}", labels?[s % labels.Length], 0.5))],
            [.. Enumerable.Range(0, count)],
            slide,
            new int[count],
            new int[count],
            shares,
            features);
    }

    public static EmbeddingSet With(EmbeddingSet set, float[]? features = null, float? shares = null, EmbeddingOrigin? origin = null, int[]? labels = null, long[]? content = null) => new(
        origin ?? set.Origin,
        set.Slides,
        set.Tiles,
        set.SlideIndex,
        set.Columns,
        set.Rows,
        shares is null ? set.LabelledShare : [.. Enumerable.Repeat(shares.Value, set.Count)],
        features ?? set.Features,
        labels: labels,
        labelNames: labels is null ? null : ["tumour", "necrosis", "stroma"],
        content: content);
}
