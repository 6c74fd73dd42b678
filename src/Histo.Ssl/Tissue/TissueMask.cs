using Histo.Ssl.Slides;

namespace Histo.Ssl.Tissue;

/// <summary>Which parts of a slide are tissue, as a small picture.</summary>
/// <remarks>Immutable and safe for several threads.</remarks>
public sealed class TissueMask
{
    private readonly SummedArea _sums;

    /// <summary>Creates a mask.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="downsample">Level-0 pixels per pixel of the mask.</param>
    /// <param name="slideWidth">Width of level 0.</param>
    /// <param name="slideHeight">Height of level 0.</param>
    /// <param name="pixels">width x height values, row by row; not copied.</param>
    /// <exception cref="HistoException">HS0002: the array has another length.</exception>
    public TissueMask(int width, int height, double downsample, int slideWidth, int slideHeight, bool[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width < 1 || height < 1 || pixels.LongLength != (long)width * height)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the array does not hold the mask", seen: pixels.Length, wanted: $"{width} x {height}");
        }

        (Width, Height, Downsample, SlideWidth, SlideHeight, Pixels, ContentPixels) = (width, height, downsample, slideWidth, slideHeight, pixels, pixels.Length);
        _sums = new SummedArea(pixels, width, height);
    }

    /// <summary>Gets the number of columns.</summary>
    public int Width { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Height { get; }

    /// <summary>Gets the level-0 pixels per pixel of the mask; the last column and row may reach beyond the slide.</summary>
    public double Downsample { get; }

    /// <summary>Gets the width of level 0.</summary>
    public int SlideWidth { get; }

    /// <summary>Gets the height of level 0.</summary>
    public int SlideHeight { get; }

    /// <summary>Gets the threshold that was applied, as a share of the scale; null where none was.</summary>
    public double? Threshold { get; init; }

    /// <summary>Gets the share of the slide's content that could not be decoded and is therefore not tissue.</summary>
    public double UnreadableShare { get; init; }

    /// <summary>Gets the share of the slide's content that is tissue, 0 to 1.</summary>
    public double TissueShare => ContentPixels == 0 ? 0 : (double)_sums.Count(0, 0, Width, Height) / ContentPixels;

    /// <summary>Number of the mask's pixels that hold image data, readable or not.</summary>
    internal int ContentPixels { get; init; }

    internal bool[] Pixels { get; }

    /// <summary>Returns whether a pixel of the mask is tissue; false outside.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    public bool this[int x, int y] => (uint)x < (uint)Width && (uint)y < (uint)Height && Pixels[(y * Width) + x];

    /// <summary>Returns the share of a rectangle that is tissue, exact to the mask's pixels; what lies outside the slide is not tissue.</summary>
    /// <param name="area">Level-0 pixels; at least one pixel.</param>
    /// <returns>0 to 1.</returns>
    public double Share(PixelRectangle area)
    {
        double left = area.X / Downsample, top = area.Y / Downsample, right = area.Right / Downsample, bottom = area.Bottom / Downsample;
        return Math.Min(1, _sums.Area(left, top, right, bottom) / ((right - left) * (bottom - top)));
    }

    /// <summary>Returns the outlines of all pieces of tissue, along the edges of the mask's pixels.</summary>
    public IReadOnlyList<TissueContour> Contours() => new ContourTracer(this).Trace();

    internal (double X, double Y) ToLevel0(int x, int y) => (Math.Min(x * Downsample, SlideWidth), Math.Min(y * Downsample, SlideHeight));
}
