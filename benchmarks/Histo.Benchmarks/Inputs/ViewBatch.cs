using Histo.Ssl.Pairs;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;

namespace Histo.Benchmarks.Inputs;

/// <summary>Batches of synthetic tissue in memory.</summary>
internal static class ViewBatch
{
    /// <summary>Makes a batch of pairs of different tiles.</summary>
    /// <param name="pairs">Pairs.</param>
    /// <param name="tileSize">Width and height of a tile.</param>
    /// <param name="localCrops">Local crops of the anchor.</param>
    public static PixelBatch Create(int pairs, int tileSize, int localCrops = 0)
    {
        var layout = new ViewLayout(localCrops);
        int tiles = ViewLayout.GlobalViews * pairs;
        var rows = new BatchRow[layout.Views * pairs];
        byte[] pixels = new byte[tiles * tileSize * tileSize * 3];
        int width = Math.Max(256, tileSize);
        byte[] band = new byte[width * tileSize * 3];
        SyntheticSlide slide = new SyntheticSlideGenerator(new SyntheticSlideOptions { Width = width, Height = Math.Max(256, tileSize * tiles) }).Create(0);
        for (int row = 0; row < tiles; row++)
        {
            slide.Render(row * tileSize, tileSize, band);
            for (int y = 0; y < tileSize; y++)
            {
                band.AsSpan(y * width * 3, tileSize * 3).CopyTo(pixels.AsSpan(((row * tileSize) + y) * tileSize * 3));
            }

            rows[row] = new BatchRow(row, new TileAddress(0, row, 0), -1, 0, (byte)(row / pairs), row < pairs ? PairRelation.Self : PairRelation.Spatial);
        }

        for (int row = tiles; row < rows.Length; row++)
        {
            rows[row] = rows[row % pairs] with { View = (byte)(row / pairs) };
        }

        return new PixelBatch(new BatchContext(0, 0, pairs, rows), tileSize, pixels, [.. rows.Select(row => row.Tile)]);
    }
}
