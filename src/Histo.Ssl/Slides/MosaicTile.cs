namespace Histo.Ssl.Slides;

/// <summary>One image of a mosaic.</summary>
/// <param name="Slide">The image; its level 0 is shown.</param>
/// <param name="X">Left column in the mosaic, 0 or more.</param>
/// <param name="Y">Top row in the mosaic, 0 or more.</param>
public readonly record struct MosaicTile(ISlide Slide, int X, int Y)
{
    internal PixelRectangle Bounds => new(X, Y, Slide.Levels[0].Width, Slide.Levels[0].Height);
}
