using System.Buffers;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>Reads the cells of a lattice from an open slide.</summary>
internal static class TileReader
{
    /// <param name="slide">The slide.</param>
    /// <param name="content">Its content; the filter's margin never leaves it.</param>
    /// <param name="grid">Its lattice.</param>
    /// <param name="column">Column of the cell.</param>
    /// <param name="row">Row of the cell.</param>
    /// <param name="rgb">Receives TileSize x TileSize x 3 bytes.</param>
    public static void Read(ISlide slide, ContentCoverage content, TileGrid grid, int column, int row, Span<byte> rgb)
    {
        if (grid.Resampling == 1)
        {
            slide.ReadRegion(grid.Level, grid.X(column), grid.Y(row), grid.TileSize, grid.TileSize, rgb);
            return;
        }

        SlideLevel level = slide.Levels[grid.Level];
        double downsample = level.Downsample, span = grid.TileSize * grid.Resampling;
        double left = grid.ExactX(column) / downsample, top = grid.ExactY(row) / downsample;
        (int firstColumn, int lastColumn) = Cover(left, span, level.Width);
        (int firstRow, int lastRow) = Cover(top, span, level.Height);

        // One more pixel on each side lets the filter see across the tile's edge, as long as there is image.
        firstColumn -= CanGrow(firstColumn - 1, firstRow, firstColumn, lastRow) ? 1 : 0;
        lastColumn += CanGrow(lastColumn, firstRow, lastColumn + 1, lastRow) ? 1 : 0;
        firstRow -= CanGrow(firstColumn, firstRow - 1, lastColumn, firstRow) ? 1 : 0;
        lastRow += CanGrow(firstColumn, lastRow, lastColumn, lastRow + 1) ? 1 : 0;
        int width = lastColumn - firstColumn, height = lastRow - firstRow, bytes = width * height * 3;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            Span<byte> pixels = buffer.AsSpan(0, bytes);
            slide.ReadRegion(grid.Level, (int)Math.Round(firstColumn * downsample), (int)Math.Round(firstRow * downsample), width, height, pixels);
            AreaResampler.Resample(pixels, width, height, left - firstColumn, top - firstRow, grid.Resampling, rgb, grid.TileSize);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        bool CanGrow(int l, int t, int r, int b) => l >= 0 && t >= 0 && r <= level.Width && b <= level.Height
            && content.Contains((int)Math.Ceiling(l * downsample), (int)Math.Ceiling(t * downsample), (int)Math.Floor(r * downsample), (int)Math.Floor(b * downsample));
    }

    private static (int First, int Last) Cover(double start, double span, int size) =>
        (Math.Max(0, (int)Math.Floor(start + 1e-6)), Math.Min(size, (int)Math.Ceiling(start + span - 1e-6)));
}
