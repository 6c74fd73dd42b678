using System.Globalization;

namespace Histo.Ssl.Slides;

/// <summary>Where a region lies in its level: the checks and the rounding that all slides share. For those who implement <see cref="ISlide"/>.</summary>
/// <param name="Column">Left column in pixels of the level.</param>
/// <param name="Row">Top row in pixels of the level.</param>
public readonly record struct LevelRegion(int Column, int Row)
{
    /// <summary>Checks the arguments of <see cref="ISlide.ReadRegion"/> and finds the rectangle in its level.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="level">The level.</param>
    /// <param name="x">Left column in level-0 pixels.</param>
    /// <param name="y">Top row in level-0 pixels.</param>
    /// <param name="width">Columns in pixels of the level.</param>
    /// <param name="height">Rows in pixels of the level.</param>
    /// <param name="bytes">Length of the buffer that receives the pixels.</param>
    /// <exception cref="HistoException">HS1004: the rectangle leaves the level. HS0002: the buffer has another length.</exception>
    public static LevelRegion Locate(ISlide slide, int level, int x, int y, int width, int height, int bytes)
    {
        ArgumentNullException.ThrowIfNull(slide);
        IReadOnlyList<SlideLevel> levels = slide.Levels;
        if ((uint)level >= (uint)levels.Count)
        {
            throw new HistoException(
                ErrorCodes.RegionOutOfRange, "the slide has no such level", where: slide.FilePath, seen: level, wanted: Invariant($"0 to {levels.Count - 1}"));
        }

        SlideLevel size = levels[level];
        double column = Math.Round(x / size.Downsample, MidpointRounding.AwayFromZero);
        double row = Math.Round(y / size.Downsample, MidpointRounding.AwayFromZero);
        if (width < 1 || height < 1 || column < 0 || row < 0 || column + width > size.Width || row + height > size.Height)
        {
            throw new HistoException(
                ErrorCodes.RegionOutOfRange,
                "the region leaves the level",
                where: Describe(slide.FilePath, level, x, y, width, height),
                seen: Invariant($"columns {column} to {column + width}, rows {row} to {row + height} of the level"),
                wanted: Invariant($"a part of {size.Width} x {size.Height} pixels"));
        }

        if (bytes != (long)width * height * 3)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the buffer does not fit the region", where: slide.FilePath, seen: bytes, wanted: Invariant($"{width} x {height} x 3 bytes"));
        }

        return new LevelRegion((int)column, (int)row);
    }

    /// <summary>Makes the error HS1005 of a region whose pixels cannot be decoded.</summary>
    /// <param name="path">The slide's file.</param>
    /// <param name="level">The level.</param>
    /// <param name="x">Left column in level-0 pixels.</param>
    /// <param name="y">Top row in level-0 pixels.</param>
    /// <param name="width">Columns in pixels of the level.</param>
    /// <param name="height">Rows in pixels of the level.</param>
    /// <param name="words">What the decoder says.</param>
    /// <param name="inner">The error underneath, when there is one.</param>
    public static HistoException Unreadable(string path, int level, int x, int y, int width, int height, string? words, Exception? inner = null) => new(
        ErrorCodes.PixelsUnreadable,
        "the pixels of this region cannot be decoded",
        where: Describe(path, level, x, y, width, height),
        seen: words,
        action: "Leave the region out, or fetch the file again if it was copied.",
        inner: inner);

    private static string Describe(string path, int level, int x, int y, int width, int height) =>
        Invariant($"{path}, level {level} x {x} y {y}, {width} x {height} pixels");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
