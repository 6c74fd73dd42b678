using System.Globalization;
using Histo.Ssl.Pairs;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;

namespace Histo.Ssl.Reports;

/// <summary>Draws pairs: anchor and positive as read, and the views made of them, local crops smaller.</summary>
internal static class PairPictures
{
    private const int Gap = 4;

    public static IReadOnlyList<ReportFigure> Draw(BatchPlanner planner, ITileSource source, ViewMaker maker, int pairs, CancellationToken cancellation)
    {
        BatchContext context = planner.Plan(0);
        var figures = new List<ReportFigure>();
        for (int pair = 0; pair < Math.Min(pairs, context.Pairs); pair++)
        {
            cancellation.ThrowIfCancellationRequested();
            BatchRow anchor = context.Rows[pair], positive = context.Rows[context.Pairs + pair];
            RgbImage first, second;
            try
            {
                (first, second) = (ReadTile(source, anchor.Tile), ReadTile(source, positive.Tile));
            }
            catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
            {
                continue;
            }

            using PixelBatch batch = Batch(context, pair, planner.Layout, first, second);
            RgbImage[] views = [.. Enumerable.Range(0, context.Views).Select(view => maker.Render(batch, (view * context.Pairs) + pair, planner.Anchors.Seed))];
            RgbImage picture = Compose([first, second, .. views[..ViewLayout.GlobalViews]], views[ViewLayout.GlobalViews..]);
            figures.Add(ReportFigure.Of(picture, Caption(anchor, positive), maxSide: views.Length > ViewLayout.GlobalViews ? 1536 : 1024));
        }

        return figures;
    }

    public static PairReport Count(BatchPlanner planner, int batches)
    {
        var statistics = new PairStatistics(planner);
        for (int step = 0; step < batches; step++)
        {
            statistics.Add(planner.Plan(step));
        }

        return statistics.Snapshot();
    }

    private static string Caption(BatchRow anchor, BatchRow positive) => string.Create(
        CultureInfo.InvariantCulture, $"{positive.Relation}{(positive.Fallback ? " (no neighbour)" : string.Empty)}, distance {anchor.Address.DistanceTo(positive.Address)}");

    private static RgbImage ReadTile(ITileSource source, int tile)
    {
        var image = new RgbImage(source.TileSize, source.TileSize);
        source.Read(tile, image.Pixels);
        return image;
    }

    // The batch of the run with pixels for one of its pairs: the views are then those that the network was shown.
    private static PixelBatch Batch(BatchContext context, int pair, ViewLayout layout, RgbImage first, RgbImage second)
    {
        int[] sources = new int[context.Rows.Length];
        for (int view = 0; view < context.Views; view++)
        {
            sources[(view * context.Pairs) + pair] = layout.ShowsPositive(view) ? 1 : 0;
        }

        return new PixelBatch(context, first.Width, [.. first.Pixels, .. second.Pixels], sources);
    }

    /// <summary>Puts large pictures side by side, and small ones of half their height in two rows to the right.</summary>
    private static RgbImage Compose(RgbImage[] large, RgbImage[] small)
    {
        int side = large.Max(image => image.Height), half = (side - Gap) / 2, columns = (small.Length + 1) / 2;
        int[] widths = [.. large.Select(image => image.Width * side / image.Height)];
        var whole = new RgbImage(widths.Sum() + ((large.Length - 1) * Gap) + (columns * (half + Gap)), side);
        Array.Fill(whole.Pixels, (byte)255);
        int left = 0;
        for (int i = 0; i < large.Length; i++)
        {
            Place(large[i], whole, left, 0, widths[i], side);
            left += widths[i] + Gap;
        }

        for (int i = 0; i < small.Length; i++)
        {
            Place(small[i], whole, left + (i % columns * (half + Gap)), i / columns * (half + Gap), half, half);
        }

        return whole;
    }

    private static void Place(RgbImage image, RgbImage whole, int left, int top, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int from = (((y * image.Height / height) * image.Width) + (x * image.Width / width)) * 3;
                image.Pixels.AsSpan(from, 3).CopyTo(whole.Pixels.AsSpan((((top + y) * whole.Width) + left + x) * 3));
            }
        }
    }
}
