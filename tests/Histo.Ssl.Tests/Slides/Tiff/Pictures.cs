using Histo.Ssl.Slides;

namespace Histo.Ssl.Tests.Slides.Tiff;

/// <summary>Pictures with known pixels, and ways to compare what was read with them.</summary>
internal static class Pictures
{
    /// <summary>Smooth colours with some texture: JPEG codes it with small errors, and no two places look alike.</summary>
    public static RgbImage Colourful(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                image.Pixels[i++] = (byte)(140 + (80 * Math.Sin(x / 37.0)) + (20 * Math.Sin((x + (2 * y)) / 5.0)));
                image.Pixels[i++] = (byte)(120 + (70 * Math.Cos(y / 29.0)) + (20 * Math.Sin((x + (2 * y)) / 5.0)));
                image.Pixels[i++] = (byte)(150 + (60 * Math.Sin((x + y) / 43.0)) + (20 * Math.Sin((x + (2 * y)) / 5.0)));
            }
        }

        return image;
    }

    public static byte[] ReadLevel(ISlide slide, int level = 0)
    {
        SlideLevel size = slide.Levels[level];
        byte[] rgb = new byte[size.Width * size.Height * 3];
        slide.ReadRegion(level, 0, 0, size.Width, size.Height, rgb);
        return rgb;
    }

    public static byte[] Cut(RgbImage image, int x, int y, int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int row = 0; row < height; row++)
        {
            Array.Copy(image.Pixels, (((y + row) * image.Width) + x) * 3, rgb, row * width * 3, width * 3);
        }

        return rgb;
    }

    public static (int Largest, double Mean) Difference(byte[] a, byte[] b)
    {
        a.Length.Should().Be(b.Length);
        int largest = 0;
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int difference = Math.Abs(a[i] - b[i]);
            largest = Math.Max(largest, difference);
            sum += difference;
        }

        return (largest, sum / a.Length);
    }
}
