using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>The lattice of an open slide and which of its cells can be read in full.</summary>
internal sealed class GridLayout
{
    private const double Slack = 1e-6;
    private readonly SlideLevel _level;

    private GridLayout(TileGrid grid, SlideLevel level, ContentCoverage content) => (Grid, _level, Content) = (grid, level, content);

    public TileGrid Grid { get; }

    public ContentCoverage Content { get; }

    /// <exception cref="HistoException">HS1205: target too fine. HS1209: the slide is smaller than a tile. HS1211: pixels not square. HS0001: more cells than a lattice can have.</exception>
    public static GridLayout Of(ISlide slide, string slideId, TilingOptions options)
    {
        SlideResolution resolution = slide.Resolution!.Value;
        RequireSquare(resolution, options.MppTolerance, slideId);
        LevelChoice choice = LevelChoice.Of(slide.Levels, resolution.Mpp, options.Mpp, options.MppTolerance, slideId);
        SlideLevel level = slide.Levels[choice.Level];
        var content = new ContentCoverage(slide.ContentRegions);
        PixelRectangle bounds = content.Bounds;
        (int originX, int originY) = options.Origin == GridOrigin.Slide ? (0, 0) : (Align(bounds.X, level.Downsample), Align(bounds.Y, level.Downsample));
        double step = options.EffectiveStride * choice.Scale, extent = options.TileSize * choice.Scale;
        long columns = Cells(bounds.Right - originX, extent, step), rows = Cells(bounds.Bottom - originY, extent, step);
        if (columns < 1 || rows < 1)
        {
            throw new HistoException(
                ErrorCodes.SlideTooSmall,
                "the slide is smaller than one tile",
                slideId,
                $"{bounds.Width} x {bounds.Height} level-0 pixels of content",
                FormattableString.Invariant($"at least {extent:0.#} x {extent:0.#}"),
                "Choose smaller tiles or a finer resolution.");
        }

        if (Math.Max(columns, rows) > TileGrid.MaxCells)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the stride is too small for this slide", slideId, $"{columns} x {rows} cells", $"at most {TileGrid.MaxCells} a side", "Choose a larger stride.");
        }

        var grid = new TileGrid
        {
            OriginX = originX,
            OriginY = originY,
            Columns = (int)columns,
            Rows = (int)rows,
            TileSize = options.TileSize,
            Stride = options.EffectiveStride,
            Mpp = choice.Mpp,
            Level = choice.Level,
            Scale = choice.Scale,
            Resampling = choice.Resampling,
        };
        return new GridLayout(grid, level, content);
    }

    /// <summary>Whether a cell lies fully inside the content and inside the level that is read.</summary>
    public bool IsReadable(int column, int row)
    {
        double left = Grid.ExactX(column), top = Grid.ExactY(row), extent = Grid.TileSize * Grid.Scale;
        return FitsLevel(left, _level.Width)
            && FitsLevel(top, _level.Height)
            && Content.Contains((int)Math.Floor(left + Slack), (int)Math.Floor(top + Slack), (int)Math.Ceiling(left + extent - Slack), (int)Math.Ceiling(top + extent - Slack));
    }

    private bool FitsLevel(double start, int size) => Grid.Resampling == 1
        ? Math.Round(Math.Round(start) / _level.Downsample, MidpointRounding.AwayFromZero) + Grid.TileSize <= size
        : (start / _level.Downsample) + (Grid.TileSize * Grid.Resampling) <= size + Slack;

    /// <summary>The first level-0 pixel at or behind a place where a pixel of the level begins.</summary>
    private static int Align(int place, double downsample) => (int)Math.Ceiling((Math.Ceiling((place / downsample) - Slack) * downsample) - Slack);

    private static long Cells(int length, double extent, double step) => length + Slack < extent ? 0 : (long)Math.Floor((length - extent + Slack) / step) + 1;

    private static void RequireSquare(SlideResolution resolution, double tolerance, string slideId)
    {
        // Nearly square pixels count as square; the tolerance of the target is the measure here too, with 2 % as the least.
        if (Math.Abs(resolution.MppX - resolution.MppY) > Math.Max(tolerance, 0.02) * resolution.Mpp)
        {
            throw new HistoException(
                ErrorCodes.PixelsNotSquare,
                "the slide's pixels are not square",
                slideId,
                FormattableString.Invariant($"{resolution.MppX} x {resolution.MppY} um/px"),
                "the same along both sides, within 2 %",
                "Convert the slide, or give its mpp in the manifest if the file is wrong.");
        }
    }
}
