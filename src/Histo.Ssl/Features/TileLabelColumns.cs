using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>What is known about the classes of tiles: one element a tile in every column.</summary>
internal sealed record TileLabelColumns(IReadOnlyList<EmbeddingSlide> Slides, int[] SlideIndex, float[] LabelledShare, int[]? Labels, IReadOnlyList<string> LabelNames, long[]? Content = null)
{
    public int Count => SlideIndex.Length;

    public static TileLabelColumns Of(EmbeddingSet set) => new(set.Slides, set.SlideIndex, set.LabelledShare, set.Labels, set.LabelNames, set.Content);

    /// <summary>Takes them from a tile set.</summary>
    /// <param name="set">The tile set.</param>
    /// <param name="tiles">Which of its tiles.</param>
    public static TileLabelColumns Of(TileSet set, int[] tiles)
    {
        float[]? share = set.Columns.LabelledShare;
        short[]? labels = set.Columns.Label;
        return new TileLabelColumns(
            [.. set.Slides.Select(slide => new EmbeddingSlide(slide.Source.SlideId, slide.Source.FoldGroup, slide.Source.Label, slide.Grid.Mpp))],
            Array.ConvertAll(tiles, tile => set[tile].Slide),
            Array.ConvertAll(tiles, tile => share is null ? float.NaN : share[tile]),
            labels is null ? null : Array.ConvertAll(tiles, tile => (int)labels[tile]),
            set.Columns.LabelNames);
    }
}
