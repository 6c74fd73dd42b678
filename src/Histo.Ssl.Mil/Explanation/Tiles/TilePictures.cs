using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Reads tiles at any place of a slide as pictures of one size.</summary>
internal sealed class TilePictures
{
    private readonly ISlide _slide;
    private readonly ContentCoverage _content;
    private readonly int _width, _height;
    private readonly TileGrid _grid;

    /// <param name="slide">The slide.</param>
    /// <param name="extent">Width and height of a tile in level-0 pixels.</param>
    /// <param name="side">Largest wanted width of a picture; smaller tiles are read as they are.</param>
    public TilePictures(ISlide slide, double extent, int side)
    {
        (_slide, _content) = (slide, new ContentCoverage(slide.ContentRegions));
        (_width, _height) = (slide.Levels[0].Width, slide.Levels[0].Height);
        double fitting = Math.Min(extent, Math.Min(_width, _height));
        int size = Math.Max(1, Math.Min(side, (int)Math.Floor(fitting)));
        var choice = LevelChoice.Of(slide.Levels, 1, Math.Max(1, fitting / size), 1e-6, slide.FilePath);
        _grid = new TileGrid { Columns = 1, Rows = 1, TileSize = size, Stride = size, Mpp = choice.Mpp, Level = choice.Level, Scale = choice.Scale, Resampling = choice.Resampling };
    }

    /// <summary>Reads the tile with a given upper left corner; null where the slide cannot be decoded.</summary>
    public RgbImage? Read(double x, double y)
    {
        var picture = new RgbImage(_grid.TileSize, _grid.TileSize);
        try
        {
            TileReader.Read(_slide, _content, _grid with { OriginX = Inside(x, _width), OriginY = Inside(y, _height) }, 0, 0, picture.Pixels);
            return picture;
        }
        catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
        {
            return null;
        }
    }

    private int Inside(double start, int length) => (int)Math.Clamp(Math.Round(start), 0, Math.Max(0, Math.Floor(length - (_grid.TileSize * _grid.Scale))));
}
