namespace Histo.Ssl.Views;

/// <summary>The rectangle of a tile that is unpacked for a view: as large for all views that are sampled together, placed so that it holds the view's crop.</summary>
internal readonly record struct CropWindow(int Width, int Height, int TileSize)
{
    /// <summary>Gets whether nothing of the tile is left out.</summary>
    public bool IsWhole => Width == TileSize && Height == TileSize;

    /// <summary>Gets whether leaving out the rest saves enough to cut each tile by itself: local crops do, global ones hardly.</summary>
    public bool IsSmall => 4 * Math.Max(Width, Height) <= 3 * TileSize;

    public static CropWindow Whole(int tileSize) => new(tileSize, tileSize, tileSize);

    /// <summary>Returns the smallest rectangle that holds any of the crops.</summary>
    public static CropWindow Around(ReadOnlySpan<ViewParameters> views, int tileSize)
    {
        int width = 1, height = 1;
        foreach (ref readonly ViewParameters view in views)
        {
            width = Math.Max(width, Pixels(view.CropX, view.CropWidth));
            height = Math.Max(height, Pixels(view.CropY, view.CropHeight));
        }

        return new CropWindow(Math.Min(width, tileSize), Math.Min(height, tileSize), tileSize);
    }

    public int Left(in ViewParameters view) => Math.Min((int)view.CropX, TileSize - Width);

    public int Top(in ViewParameters view) => Math.Min((int)view.CropY, TileSize - Height);

    private static int Pixels(float start, float length) => (int)Math.Ceiling((double)start + length) - (int)start;
}
