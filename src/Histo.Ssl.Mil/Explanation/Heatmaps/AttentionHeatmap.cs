using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Draws where a slide-level model looked: one colour a tile, over the slide's thumbnail or on its own.</summary>
/// <remarks>
/// Scores are scaled (<see cref="ScoreScaling"/>), laid over the thumbnail at its own scale, averaged where tiles overlap, coloured and mixed with the tissue. Edges of tiles that fall between
/// pixels count by area; CLAM rounds them up instead. Memory depends on the picture, not on slide or tiles. Source: CLAM 53e2409, wsi_core/WholeSlideImage.py visHeatmap (the order of the steps).
/// </remarks>
public static class AttentionHeatmap
{
    private const double LargestTile = 32;

    /// <summary>Draws over a slide.</summary>
    /// <param name="scores">One score of 0 or more a tile.</param>
    /// <param name="positions">Where the tiles lie, in level-0 pixels.</param>
    /// <param name="slide">The open slide; not disposed here. Areas that cannot be decoded are white.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops between two reads.</param>
    /// <returns>The bytes of a PNG file.</returns>
    /// <exception cref="HistoException">HS2060: there is not one score a tile. HS2064: a tile lies outside the slide. HS1809: a score is not a number. HS0001: a setting is out of range.</exception>
    public static byte[] Draw(ReadOnlySpan<double> scores, TilePositions positions, ISlide slide, HeatmapOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        options = (options ?? new HeatmapOptions()).Checked();
        TileScores.Require(scores, positions);
        TileScores.RequireOnSlide(positions, slide.Levels[0].Width, slide.Levels[0].Height);
        RgbImage thumbnail = SlideThumbnail.Read(slide, options.LongestSide, new List<HistoException>(), cancellation);
        return Draw(scores, positions, thumbnail, 0, 0, (double)thumbnail.Width / slide.Levels[0].Width, options);
    }

    /// <summary>Draws on a white ground, cut to the tiles: for feature stores whose slide is elsewhere.</summary>
    /// <param name="scores">One score of 0 or more a tile.</param>
    /// <param name="positions">Where the tiles lie, in any unit.</param>
    /// <param name="options">How; null for the defaults. Tiles become 32 pixels wide at most.</param>
    /// <returns>The bytes of a PNG file.</returns>
    /// <exception cref="HistoException">HS2060: there is not one score a tile. HS1809: a score is not a number. HS0001: a setting is out of range.</exception>
    public static byte[] Draw(ReadOnlySpan<double> scores, TilePositions positions, HeatmapOptions? options = null)
    {
        options = (options ?? new HeatmapOptions()).Checked() with { Opacity = 1 };
        TileScores.Require(scores, positions);
        (double left, double right) = Range(positions.X);
        (double top, double bottom) = Range(positions.Y);
        double margin = positions.TileSize / 2, width = right - left + positions.TileSize + (2 * margin), height = bottom - top + positions.TileSize + (2 * margin);
        double scale = Math.Min(options.LongestSide / Math.Max(width, height), LargestTile / positions.TileSize);
        var ground = new RgbImage(Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
        Array.Fill(ground.Pixels, (byte)255);
        return Draw(scores, positions, ground, left - margin, top - margin, scale, options);
    }

    private static byte[] Draw(ReadOnlySpan<double> scores, TilePositions positions, RgbImage ground, double originX, double originY, double scale, HeatmapOptions options)
    {
        double[] scaled = options.Scaling.Apply(scores);
        var layer = new HeatmapLayer(ground.Width, ground.Height);
        for (int i = 0; i < scaled.Length; i++)
        {
            double left = (positions.X[i] - originX) * scale, top = (positions.Y[i] - originY) * scale, side = positions.TileSize * scale;
            layer.Add(left, top, left + side, top + side, scaled[i]);
        }

        layer.Blur(options.Blur * positions.TileSize * scale);
        Mix(ground, layer, options);
        var canvas = new PixelCanvas(
            options.Legend ? Math.Max(ground.Width, HeatmapLegend.Width(options)) : ground.Width, ground.Height + (options.Legend ? HeatmapLegend.Height : 0));
        canvas.Place(ground, 0, 0, ground.Width, ground.Height);
        if (options.Legend)
        {
            HeatmapLegend.Draw(canvas, ground.Height, options);
        }

        return canvas.ToPng();
    }

    private static void Mix(RgbImage ground, HeatmapLayer layer, HeatmapOptions options)
    {
        for (int at = 0; at < ground.Width * ground.Height; at++)
        {
            (double value, double coverage) = layer[at];
            double share = options.Opacity * coverage;
            if (share > 0)
            {
                (byte r, byte g, byte b) = options.Map.At(value);
                Span<byte> pixel = ground.Pixels.AsSpan(3 * at, 3);
                pixel[0] = Blend(pixel[0], r, share);
                pixel[1] = Blend(pixel[1], g, share);
                pixel[2] = Blend(pixel[2], b, share);
            }
        }
    }

    private static byte Blend(byte below, byte above, double share) => (byte)Math.Round(below + ((above - below) * share));

    private static (double Lowest, double Highest) Range(ReadOnlySpan<double> values)
    {
        double low = values[0], high = values[0];
        foreach (double value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return (low, high);
    }
}
