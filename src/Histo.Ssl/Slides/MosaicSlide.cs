using System.Buffers;
using System.Globalization;

namespace Histo.Ssl.Slides;

/// <summary>Several images of one slide as one canvas of one level.</summary>
/// <remarks>
/// Reads may cross the joins. What no image covers is white, and <see cref="ContentRegions"/> names what is covered. The lower levels of the images
/// are not used: their pixels do not meet at the joins.
/// </remarks>
public sealed class MosaicSlide : ISlide
{
    private readonly MosaicTile[] _tiles;
    private readonly PixelRectangle[] _bounds;
    private readonly SlideLevel[] _levels;
    private readonly int _tallest;

    /// <summary>Joins images; the mosaic owns them from here on and disposes them, also when this constructor fails.</summary>
    /// <param name="slideId">Name of the slide, for errors.</param>
    /// <param name="tiles">The images; at least one.</param>
    /// <exception cref="HistoException">HS1012: images overlap, differ in format, reader or microns per pixel, or make too large a canvas.</exception>
    public MosaicSlide(string slideId, IEnumerable<MosaicTile> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        MosaicTile[] given = [.. tiles];
        try
        {
            MosaicTile first = given.Length > 0 ? given[0] : throw new HistoException(ErrorCodes.BadMosaic, "a mosaic has no images", where: slideId);
            MosaicRules.RequireOneKind(slideId, given);
            FilePath = first.Slide.FilePath;
            ReaderName = first.Slide.ReaderName;
            Vendor = first.Slide.Vendor;
            Resolution = first.Slide.Resolution;
            _tiles = [.. given.OrderBy(tile => tile.Y).ThenBy(tile => tile.X)];
            _bounds = Array.ConvertAll(_tiles, tile => tile.Bounds);
            (int width, int height) = MosaicRules.RequireCanvas(slideId, _tiles);
            _levels = [new SlideLevel(width, height, 1)];
            _tallest = _bounds.Max(bounds => bounds.Height);
            Properties = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["mosaic.images"] = _tiles.Length.ToString(CultureInfo.InvariantCulture),
            };
        }
        catch
        {
            Release(given);
            throw;
        }
    }

    /// <inheritdoc/>
    public string FilePath { get; }

    /// <inheritdoc/>
    public string ReaderName { get; }

    /// <inheritdoc/>
    public string? Vendor { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SlideLevel> Levels => _levels;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Properties { get; }

    /// <inheritdoc/>
    public SlideResolution? Resolution { get; }

    /// <summary>Gets the rectangles of the images, top to bottom, then left to right.</summary>
    public IReadOnlyList<PixelRectangle> ContentRegions => _bounds;

    /// <summary>Gets nothing: the pictures beside the images belong to the images.</summary>
    public IReadOnlyList<string> AssociatedImageNames => [];

    /// <inheritdoc/>
    public RgbImage ReadAssociatedImage(string name) =>
        throw new HistoException(ErrorCodes.AssociatedImageNotFound, "a mosaic has no associated images", where: FilePath, seen: name);

    /// <inheritdoc/>
    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        _ = LevelRegion.Locate(this, level, x, y, width, height, rgb.Length);
        for (int index = FirstReaching(y); index < _bounds.Length && _bounds[index].Y < y + height; index++)
        {
            PixelRectangle bounds = _bounds[index];
            if (bounds.X <= x && bounds.Y <= y && bounds.Right >= x + width && bounds.Bottom >= y + height)
            {
                _tiles[index].Slide.ReadRegion(0, x - bounds.X, y - bounds.Y, width, height, rgb);
                return;
            }
        }

        rgb.Fill(255);
        for (int index = FirstReaching(y); index < _bounds.Length && _bounds[index].Y < y + height; index++)
        {
            CopyShare(index, new PixelRectangle(x, y, width, height), rgb);
        }
    }

    /// <summary>Closes the images.</summary>
    public void Dispose() => Release(_tiles);

    private static void Release(MosaicTile[] tiles)
    {
        foreach (MosaicTile tile in tiles)
        {
            tile.Slide.Dispose();
        }
    }

    private void CopyShare(int index, PixelRectangle wanted, Span<byte> rgb)
    {
        PixelRectangle bounds = _bounds[index];
        int left = Math.Max(bounds.X, wanted.X), right = Math.Min(bounds.Right, wanted.Right);
        int top = Math.Max(bounds.Y, wanted.Y), bottom = Math.Min(bounds.Bottom, wanted.Bottom);
        if (left >= right || top >= bottom)
        {
            return;
        }

        int width = right - left, height = bottom - top, bytes = width * 3;
        byte[] share = ArrayPool<byte>.Shared.Rent(bytes * height);
        try
        {
            _tiles[index].Slide.ReadRegion(0, left - bounds.X, top - bounds.Y, width, height, share.AsSpan(0, bytes * height));
            for (int row = 0; row < height; row++)
            {
                int target = (((top + row - wanted.Y) * wanted.Width) + left - wanted.X) * 3;
                share.AsSpan(row * bytes, bytes).CopyTo(rgb.Slice(target, bytes));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(share);
        }
    }

    // The images are sorted by their top row; none that begins a tallest image above y can reach it.
    private int FirstReaching(int y)
    {
        int low = 0, high = _bounds.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_bounds[middle].Y > y - _tallest)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
