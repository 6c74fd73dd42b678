namespace Histo.Ssl.Mil.Explanation;

/// <summary>The strip below a heatmap: what the colours mean.</summary>
internal static class HeatmapLegend
{
    /// <summary>Height of the strip in pixels.</summary>
    public const int Height = 56;

    private const int Margin = 8, BarHeight = 12, WidestBar = 480;
    private static readonly (byte R, byte G, byte B) Ink = (40, 40, 40);

    /// <summary>Returns the width that the texts need.</summary>
    public static int Width(HeatmapOptions options) => (2 * Margin) + Math.Max(120, PixelFont.Measure(Caption(options), 1));

    public static void Draw(PixelCanvas canvas, int top, HeatmapOptions options)
    {
        string caption = Caption(options);
        int room = canvas.Width - (2 * Margin), scale = PixelFont.Measure(caption, 2) <= room ? 2 : 1, bar = Math.Min(room, WidestBar);
        canvas.Text(caption, Margin, top + 6, scale, Ink);
        int barTop = top + 24, textTop = barTop + BarHeight + 4;
        for (int x = 0; x < bar; x++)
        {
            canvas.Fill(Margin + x, barTop, 1, BarHeight, options.Map.At(x / (bar - 1.0)));
        }

        string[] labels = options.Scaling == ScoreScaling.Percentile ? ["0", "50", "100"] : ["0", "0.5", "1"];
        for (int i = 0; i < labels.Length; i++)
        {
            // The first label begins at the bar's left end, the last ends at its right end.
            int width = PixelFont.Measure(labels[i], scale);
            canvas.Text(labels[i], Margin + ((bar - width) * i / (labels.Length - 1)), textTop, scale, Ink);
        }
    }

    private static string Caption(HeatmapOptions options) => options.Title.Length > 0 ? $"{options.Scaling.Title()}: {options.Title}" : options.Scaling.Title();
}
