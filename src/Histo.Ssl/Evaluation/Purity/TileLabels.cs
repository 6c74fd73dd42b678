using Histo.Ssl.Tiling;

namespace Histo.Ssl.Evaluation;

/// <summary>One label a tile, by the majority of its area.</summary>
public static class TileLabels
{
    /// <summary>The label of tiles that nobody knows anything about: their slide, or their part of it, has no annotation.</summary>
    public const int Unknown = -1;

    /// <summary>Reads the labels of a tile set from its annotations.</summary>
    /// <param name="tiles">Tiles with annotations.</param>
    /// <returns>For each tile 0 where most of it is unmarked, 1 and more for the marked classes in the order of their names, <see cref="Unknown"/> where no annotation covers it.</returns>
    /// <exception cref="HistoException">HS1880: no tile has a label.</exception>
    public static int[] Of(TileSet tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        float[]? shares = tiles.Columns.LabelledShare;
        short[]? classes = tiles.Columns.Label;
        var labels = new int[tiles.Count];
        bool any = false;
        for (int tile = 0; tile < labels.Length; tile++)
        {
            float share = shares is null ? float.NaN : shares[tile];
            labels[tile] = float.IsNaN(share) ? Unknown : classes is not null ? classes[tile] + 1 : share >= 0.5f ? 1 : 0;
            any |= labels[tile] != Unknown;
        }

        return any ? labels : throw new HistoException(
            ErrorCodes.NoTileLabels, "no tile has a label", seen: $"{tiles.Count} tiles of {tiles.Slides.Count} slides without annotations", action: "Name mask images or GeoJSON files in the manifest's column annotation.");
    }
}
