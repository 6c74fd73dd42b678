using System.Runtime.InteropServices;
using Histo.Ssl.Slides;
using Histo.Ssl.Tissue;
using SkiaSharp;

namespace Histo.Ssl.Tiling;

/// <summary>Draws a slide's thumbnail with its tissue contours and its tiles.</summary>
public static class TilePreview
{
    // Corners of a colour scale from dark blue over green to yellow; even steps of brightness, also for the colour-blind.
    private static readonly (byte R, byte G, byte B)[] Scale = [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)];

    /// <summary>Draws a slide of a tile set.</summary>
    /// <param name="slide">The open slide; not disposed here. Areas that cannot be decoded are white.</param>
    /// <param name="tiles">The tile set.</param>
    /// <param name="index">Index of the slide in the tile set.</param>
    /// <param name="options">What to draw; null for the tiles' outlines.</param>
    /// <param name="cancellationToken">Stops between two reads.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Draw(ISlide slide, TileSet tiles, int index, TilePreviewOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        options ??= new TilePreviewOptions();
        RgbImage thumbnail = SlideThumbnail.Read(slide, options.LongestSide, new List<HistoException>(), cancellationToken);
        return Draw(thumbnail, slide.Levels[0].Width, tiles, index, options);
    }

    /// <summary>Draws over a thumbnail.</summary>
    /// <param name="thumbnail">Picture of the whole slide.</param>
    /// <param name="slideWidth">Width of level 0.</param>
    /// <param name="tiles">The tile set.</param>
    /// <param name="index">Index of the slide in the tile set.</param>
    /// <param name="options">What to draw.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Draw(RgbImage thumbnail, int slideWidth, TileSet tiles, int index, TilePreviewOptions options)
    {
        ArgumentNullException.ThrowIfNull(thumbnail);
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(options);
        using SKBitmap bitmap = ToBitmap(thumbnail);
        using var canvas = new SKCanvas(bitmap);
        double scale = (double)thumbnail.Width / slideWidth;
        DrawTiles(canvas, scale, tiles, index, options);
        if (options.Tissue is { } tissue)
        {
            DrawContours(canvas, scale, tissue, options.ContourColour);
        }

        canvas.Flush();
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>Returns a colour for a score, from dark blue over green to yellow, half transparent.</summary>
    /// <param name="score">0 to 1; values outside are taken as the nearest, NaN as no colour.</param>
    /// <returns>0xAARRGGBB; 0 for NaN.</returns>
    public static uint Heat(double score)
    {
        if (double.IsNaN(score))
        {
            return 0;
        }

        double place = Math.Clamp(score, 0, 1) * (Scale.Length - 1);
        int corner = Math.Min((int)place, Scale.Length - 2);
        (byte r0, byte g0, byte b0) = Scale[corner];
        (byte r1, byte g1, byte b1) = Scale[corner + 1];
        double t = place - corner;
        return 0x90000000 | (Mix(r0, r1, t) << 16) | (Mix(g0, g1, t) << 8) | Mix(b0, b1, t);
    }

    private static uint Mix(byte from, byte to, double t) => (uint)Math.Round(from + ((to - from) * t));

    private static void DrawTiles(SKCanvas canvas, double scale, TileSet tiles, int index, TilePreviewOptions options)
    {
        TileGrid grid = tiles.Slides[index].Grid;
        using var fill = new SKPaint { Style = SKPaintStyle.Fill };
        using var line = new SKPaint { Style = SKPaintStyle.Stroke, Color = options.GridColour, StrokeWidth = 1 };
        (int first, int count) = tiles.TilesOf(index);
        for (int tile = first; tile < first + count; tile++)
        {
            TileAddress address = tiles[tile];
            float left = (float)(grid.X(address.Column) * scale), top = (float)(grid.Y(address.Row) * scale), side = (float)(grid.Extent * scale);
            if (options.Fill?.Invoke(tile) is { } colour and not 0)
            {
                fill.Color = colour;
                canvas.DrawRect(left, top, side, side, fill);
            }

            if (options.GridColour != 0)
            {
                // Half a pixel inwards: the line then covers whole pixels.
                canvas.DrawRect(MathF.Floor(left) + 0.5f, MathF.Floor(top) + 0.5f, MathF.Max(1, MathF.Floor(side)), MathF.Max(1, MathF.Floor(side)), line);
            }
        }
    }

    private static void DrawContours(SKCanvas canvas, double scale, TissueMask tissue, uint colour)
    {
        using var line = new SKPaint { Style = SKPaintStyle.Stroke, Color = colour, StrokeWidth = 2, IsAntialias = true };
        using var path = new SKPath();
        foreach (TissueContour contour in tissue.Contours())
        {
            AddRing(path, contour.Outer, scale);
            foreach (IReadOnlyList<(double X, double Y)> hole in contour.Holes)
            {
                AddRing(path, hole, scale);
            }
        }

        canvas.DrawPath(path, line);
    }

    private static void AddRing(SKPath path, IReadOnlyList<(double X, double Y)> ring, double scale)
    {
        for (int i = 0; i < ring.Count; i++)
        {
            var point = new SKPoint((float)(ring[i].X * scale), (float)(ring[i].Y * scale));
            if (i == 0)
            {
                path.MoveTo(point);
            }
            else
            {
                path.LineTo(point);
            }
        }

        path.Close();
    }

    private static SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var rgba = new byte[image.Width * image.Height * 4];
        for (int at = 0; at < image.Width * image.Height; at++)
        {
            image.Pixels.AsSpan(3 * at, 3).CopyTo(rgba.AsSpan(4 * at));
            rgba[(4 * at) + 3] = 255;
        }

        Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        return bitmap;
    }
}
