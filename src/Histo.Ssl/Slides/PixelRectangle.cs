namespace Histo.Ssl.Slides;

/// <summary>A rectangle in level-0 pixels.</summary>
/// <param name="X">Left column.</param>
/// <param name="Y">Top row.</param>
/// <param name="Width">Number of columns.</param>
/// <param name="Height">Number of rows.</param>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>Gets the column behind the last.</summary>
    public int Right => X + Width;

    /// <summary>Gets the row behind the last.</summary>
    public int Bottom => Y + Height;
}
