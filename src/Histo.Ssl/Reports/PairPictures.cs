using System.Globalization;
using Histo.Ssl.Pairs;
using Histo.Ssl.Slides;
using Histo.Ssl.Training;
using Histo.Ssl.Views;

namespace Histo.Ssl.Reports;

/// <summary>Draws pairs: anchor and positive as read, and the two views made of them.</summary>
internal static class PairPictures
{
    private const int Gap = 4;

    public static IReadOnlyList<ReportFigure> Draw(PretrainSession session, int pairs, CancellationToken cancellation)
    {
        BatchContext context = session.Planner.Plan(0);
        var figures = new List<ReportFigure>();
        for (int pair = 0; pair < Math.Min(pairs, context.Pairs); pair++)
        {
            cancellation.ThrowIfCancellationRequested();
            BatchRow anchor = context.Rows[pair], positive = context.Rows[context.Pairs + pair];
            RgbImage first, second;
            try
            {
                (first, second) = (ReadTile(session, anchor.Tile), ReadTile(session, positive.Tile));
            }
            catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
            {
                continue;
            }

            using PixelBatch batch = Batch(context, anchor, positive, first, second);
            ulong seed = session.Options.Training.Seed;
            RgbImage row = SideBySide(first, second, session.Views.Render(batch, 0, seed), session.Views.Render(batch, 1, seed));
            figures.Add(ReportFigure.Of(row, Caption(anchor, positive), maxSide: 1024));
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

    private static RgbImage ReadTile(PretrainSession session, int tile)
    {
        var image = new RgbImage(session.Source.TileSize, session.Source.TileSize);
        session.Source.Read(tile, image.Pixels);
        return image;
    }

    private static PixelBatch Batch(BatchContext context, BatchRow anchor, BatchRow positive, RgbImage first, RgbImage second) =>
        new(new BatchContext(context.Step, context.Epoch, 1, [anchor, positive]), first.Width, [.. first.Pixels, .. second.Pixels], [0, 1]);

    private static RgbImage SideBySide(params RgbImage[] images)
    {
        int side = images.Max(image => image.Height), width = images.Sum(image => image.Width * side / image.Height) + ((images.Length - 1) * Gap);
        var row = new RgbImage(width, side);
        Array.Fill(row.Pixels, (byte)255);
        int left = 0;
        foreach (RgbImage image in images)
        {
            int shown = image.Width * side / image.Height;
            for (int y = 0; y < side; y++)
            {
                for (int x = 0; x < shown; x++)
                {
                    int from = (((y * image.Height / side) * image.Width) + (x * image.Width / shown)) * 3;
                    image.Pixels.AsSpan(from, 3).CopyTo(row.Pixels.AsSpan(((y * width) + left + x) * 3));
                }
            }

            left += shown + Gap;
        }

        return row;
    }
}
