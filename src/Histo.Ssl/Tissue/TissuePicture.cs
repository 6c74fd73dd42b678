using System.Buffers;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Tissue;

/// <summary>A small picture of a whole slide: block means of one level, and which of its pixels hold image data.</summary>
internal sealed class TissuePicture
{
    private const int LargestBlock = 1024, SmallestBlock = 128;
    private readonly ISlide _slide;
    private readonly SlideLevel _level;
    private readonly int _levelIndex;

    private TissuePicture(ISlide slide, int levelIndex, int factor, double mpp)
    {
        (_slide, _levelIndex, _level, Factor) = (slide, levelIndex, slide.Levels[levelIndex], factor);
        Width = (_level.Width + factor - 1) / factor;
        Height = (_level.Height + factor - 1) / factor;
        Downsample = factor * _level.Downsample;
        Mpp = mpp * Downsample;
        Rgb = new byte[checked(Width * Height * 3)];
        Content = new bool[Width * Height];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Level pixels per pixel of this picture, along each side.</summary>
    public int Factor { get; }

    /// <summary>Level-0 pixels per pixel of this picture.</summary>
    public double Downsample { get; }

    public double Mpp { get; }

    public byte[] Rgb { get; }

    /// <summary>Whether a pixel lies in the slide's content and could be read.</summary>
    public bool[] Content { get; }

    /// <summary>Number of pixels within the content, readable or not.</summary>
    public int ContentPixels { get; private set; }

    /// <summary>Number of pixels within the content that could not be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Chooses level and factor: the coarsest level that is not more than a quarter coarser than asked for.</summary>
    public static TissuePicture Plan(ISlide slide, double targetMpp)
    {
        SlideResolution resolution = slide.Resolution is { IsPlausible: true } known
            ? known
            : throw new HistoException(ErrorCodes.ResolutionUnknown, "microns per pixel are not known", slide.FilePath, slide.Resolution?.Mpp, "0.05 to 5", "Give mpp in the manifest.");
        int level = 0;
        for (int each = 1; each < slide.Levels.Count; each++)
        {
            level = resolution.Mpp * slide.Levels[each].Downsample <= targetMpp * 1.25 ? each : level;
        }

        int factor = Math.Max(1, (int)Math.Round(targetMpp / (resolution.Mpp * slide.Levels[level].Downsample)));
        var picture = new TissuePicture(slide, level, factor, resolution.Mpp);
        picture.MarkContent();
        return picture;
    }

    /// <summary>Reads the pixels, block by block. A block that cannot be decoded is read again in quarters; what stays unreadable is no content.</summary>
    public void Read(CancellationToken cancellationToken)
    {
        int step = Math.Max(1, LargestBlock / Factor);
        for (int top = 0; top < Height; top += step)
        {
            for (int left = 0; left < Width; left += step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadBlock(left, top, Math.Min(step, Width - left), Math.Min(step, Height - top));
            }
        }
    }

    private void MarkContent()
    {
        foreach (PixelRectangle region in _slide.ContentRegions)
        {
            // A pixel is content when its centre is: a pixel that straddles the edge of the scan is shared fairly.
            int left = Clamp((region.X / Downsample) + 0.5 - 1e-9, Width), right = Clamp((region.Right / Downsample) + 0.5 - 1e-9, Width);
            int top = Clamp((region.Y / Downsample) + 0.5 - 1e-9, Height), bottom = Clamp((region.Bottom / Downsample) + 0.5 - 1e-9, Height);
            (right, bottom) = (Touches(region.Right, Width) ? Width : right, Touches(region.Bottom, Height) ? Height : bottom);
            for (int y = top; y < bottom; y++)
            {
                Content.AsSpan((y * Width) + left, Math.Max(0, right - left)).Fill(true);
            }
        }

        ContentPixels = Content.AsSpan().Count(true);
    }

    private static int Clamp(double value, int size) => (int)Math.Clamp(value, 0, size);

    private bool Touches(int edge, int size) => edge / Downsample > size - 1;

    private void ReadBlock(int left, int top, int width, int height)
    {
        if (!AnyContent(left, top, width, height))
        {
            return;
        }

        int x = left * Factor, y = top * Factor;
        int columns = Math.Min(width * Factor, _level.Width - x), rows = Math.Min(height * Factor, _level.Height - y);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(columns * rows * 3);
        try
        {
            Span<byte> pixels = buffer.AsSpan(0, columns * rows * 3);
            _slide.ReadRegion(_levelIndex, (int)Math.Round(x * _level.Downsample), (int)Math.Round(y * _level.Downsample), columns, rows, pixels);
            Average(pixels, columns, rows, left, top, width, height);
        }
        catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
        {
            ReadQuarters(left, top, width, height);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void ReadQuarters(int left, int top, int width, int height)
    {
        if (Math.Max(width, height) * Factor <= SmallestBlock || (width == 1 && height == 1))
        {
            for (int y = top; y < top + height; y++)
            {
                Span<bool> row = Content.AsSpan((y * Width) + left, width);
                Unreadable += row.Count(true);
                row.Clear();
            }

            return;
        }

        int halfWidth = (width + 1) / 2, halfHeight = (height + 1) / 2;
        for (int y = 0; y < height; y += halfHeight)
        {
            for (int x = 0; x < width; x += halfWidth)
            {
                ReadBlock(left + x, top + y, Math.Min(halfWidth, width - x), Math.Min(halfHeight, height - y));
            }
        }
    }

    private bool AnyContent(int left, int top, int width, int height)
    {
        for (int y = top; y < top + height; y++)
        {
            if (Content.AsSpan((y * Width) + left, width).Contains(true))
            {
                return true;
            }
        }

        return false;
    }

    private void Average(ReadOnlySpan<byte> pixels, int columns, int rows, int left, int top, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            int firstRow = y * Factor, lastRow = Math.Min(rows, firstRow + Factor);
            for (int x = 0; x < width; x++)
            {
                int first = x * Factor, last = Math.Min(columns, first + Factor), count = (lastRow - firstRow) * (last - first);
                long red = count / 2, green = red, blue = red;
                for (int row = firstRow; row < lastRow; row++)
                {
                    ReadOnlySpan<byte> line = pixels.Slice(((row * columns) + first) * 3, (last - first) * 3);
                    for (int i = 0; i + 2 < line.Length; i += 3)
                    {
                        red += line[i];
                        green += line[i + 1];
                        blue += line[i + 2];
                    }
                }

                int at = (((top + y) * Width) + left + x) * 3;
                Rgb[at] = (byte)(red / count);
                Rgb[at + 1] = (byte)(green / count);
                Rgb[at + 2] = (byte)(blue / count);
            }
        }
    }
}
