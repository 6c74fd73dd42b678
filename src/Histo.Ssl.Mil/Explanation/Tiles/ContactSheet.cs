using System.Globalization;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Draws groups of tiles with their scores below.</summary>
internal static class ContactSheet
{
    private const int Columns = 8, Gap = 8, TextHeight = 20;
    private static readonly (byte R, byte G, byte B) Ink = (40, 40, 40), Unreadable = (225, 225, 225);

    public static byte[] Draw(IReadOnlyList<(string Name, IReadOnlyList<RankedTile> Tiles)> groups, int side)
    {
        (string Name, IReadOnlyList<RankedTile> Tiles)[] shown = [.. groups.Where(group => group.Tiles.Count > 0)];
        int columns = Math.Min(Columns, shown.Max(group => group.Tiles.Count)), cell = side + Gap + TextHeight;
        var canvas = new PixelCanvas(
            Gap + (columns * (side + Gap)), Gap + shown.Sum(group => TextHeight + (Rows(group.Tiles.Count) * cell)));
        int top = Gap, scale = side >= 96 ? 2 : 1;
        foreach ((string name, IReadOnlyList<RankedTile> tiles) in shown)
        {
            canvas.Text(name, Gap, top, scale, Ink);
            top += TextHeight;
            for (int i = 0; i < tiles.Count; i++)
            {
                int left = Gap + (i % Columns * (side + Gap)), at = top + (i / Columns * cell);
                Draw(canvas, tiles[i], left, at, side, scale);
            }

            top += Rows(tiles.Count) * cell;
        }

        return canvas.ToPng();
    }

    private static void Draw(PixelCanvas canvas, RankedTile tile, int left, int top, int side, int scale)
    {
        if (tile.Picture is { } picture)
        {
            canvas.Place(picture, left, top, side, side);
        }
        else
        {
            canvas.Fill(left, top, side, side, Unreadable);
            canvas.Text("?", left + (side / 2), top + (side / 2), scale, Ink);
        }

        canvas.Text(Number(tile.Score), left, top + side + 4, scale, Ink);
    }

    private static string Number(double score) => score.ToString("G3", CultureInfo.InvariantCulture);

    private static int Rows(int tiles) => (tiles + Columns - 1) / Columns;
}
