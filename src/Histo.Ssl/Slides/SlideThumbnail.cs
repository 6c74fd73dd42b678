namespace Histo.Ssl.Slides;

/// <summary>Reads a whole slide as one small picture.</summary>
public static class SlideThumbnail
{
    private const int BlockSize = 1024;
    private const int SmallestBlock = 64;

    /// <summary>Reads a slide from the smallest level that is large enough, averaged over areas.</summary>
    /// <param name="slide">The slide; a mosaic or a slide of one level will do.</param>
    /// <param name="longestSide">Longest side of the picture in pixels, 1 or more; a smaller slide is returned as it is.</param>
    /// <param name="unreadable">
    /// Receives one error for each area that cannot be decoded; such areas are white in the picture. Null (default): the first one is thrown.
    /// </param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>The picture; its sides have the slide's proportions, each at least 1.</returns>
    /// <exception cref="HistoException">HS1005: an area cannot be decoded and <paramref name="unreadable"/> is null.</exception>
    /// <remarks>Takes the picture, about 7 MB, and 24 bytes a picture pixel over some 1024 rows of the level, whatever the size of the slide.</remarks>
    public static RgbImage Read(
        ISlide slide, int longestSide, ICollection<HistoException>? unreadable = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentOutOfRangeException.ThrowIfLessThan(longestSide, 1);
        (int width, int height) = SizeOf(slide.Levels[0], longestSide);
        int level = LevelFor(slide.Levels, width, height);
        SlideLevel source = slide.Levels[level];
        var average = new AreaAverage(source.Width, source.Height, width, height);
        byte[] block = new byte[Math.Min(BlockSize, source.Width) * Math.Min(BlockSize, source.Height) * 3];
        for (int row = 0; row < source.Height; row += BlockSize)
        {
            int rows = Math.Min(BlockSize, source.Height - row);
            average.BeginStrip(row, rows);
            for (int column = 0; column < source.Width; column += BlockSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int columns = Math.Min(BlockSize, source.Width - column);
                Add(slide, level, column, row, columns, rows, average, block, unreadable);
            }

            average.EndStrip();
        }

        return new RgbImage(width, height, average.Pixels);
    }

    private static (int Width, int Height) SizeOf(SlideLevel level, int longestSide)
    {
        double scale = Math.Min(1, (double)longestSide / Math.Max(level.Width, level.Height));
        return (Math.Max(1, (int)Math.Round(level.Width * scale)), Math.Max(1, (int)Math.Round(level.Height * scale)));
    }

    private static int LevelFor(IReadOnlyList<SlideLevel> levels, int width, int height)
    {
        int level = levels.Count - 1;
        while (level > 0 && (levels[level].Width < width || levels[level].Height < height))
        {
            level--;
        }

        return level;
    }

    // An area that cannot be read is halved until the damage is small, so that one bad tile costs little more than itself.
    private static void Add(
        ISlide slide, int level, int column, int row, int columns, int rows, AreaAverage average, byte[] block, ICollection<HistoException>? unreadable)
    {
        Span<byte> rgb = block.AsSpan(0, columns * rows * 3);
        double downsample = slide.Levels[level].Downsample;
        try
        {
            slide.ReadRegion(level, (int)Math.Round(column * downsample), (int)Math.Round(row * downsample), columns, rows, rgb);
        }
        catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable && unreadable is not null)
        {
            if (Math.Max(columns, rows) > SmallestBlock)
            {
                bool wide = columns >= rows;
                (int firstColumns, int firstRows) = wide ? (columns / 2, rows) : (columns, rows / 2);
                Add(slide, level, column, row, firstColumns, firstRows, average, block, unreadable);
                (int nextColumn, int nextRow) = wide ? (column + firstColumns, row) : (column, row + firstRows);
                Add(slide, level, nextColumn, nextRow, column + columns - nextColumn, row + rows - nextRow, average, block, unreadable);
                return;
            }

            unreadable.Add(error);
            rgb.Fill(255);
        }

        average.Add(rgb, column, row, columns, rows);
    }
}
