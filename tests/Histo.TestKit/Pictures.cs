using Histo.Ssl.Slides;

namespace Histo.TestKit;

/// <summary>Pictures with known content.</summary>
public static class Pictures
{
    public static readonly (byte R, byte G, byte B) Glass = (243, 241, 244);

    public static readonly (byte R, byte G, byte B) Stained = (190, 110, 170);

    /// <summary>A picture whose pixels a function gives.</summary>
    public static RgbImage Of(int width, int height, Func<int, int, (byte R, byte G, byte B)> colour)
    {
        var image = new RgbImage(width, height);
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (image.Pixels[at++], image.Pixels[at++], image.Pixels[at++]) = colour(x, y);
            }
        }

        return image;
    }

    /// <summary>Glass with stained rectangles.</summary>
    public static RgbImage Tissue(int width, int height, params PixelRectangle[] tissue) => Of(width, height, (x, y) =>
    {
        foreach (PixelRectangle each in tissue)
        {
            if (x >= each.X && x < each.Right && y >= each.Y && y < each.Bottom)
            {
                return Stained;
            }
        }

        return Glass;
    });

    /// <summary>Noise that depends on place and seed only, around a colour.</summary>
    public static RgbImage Noise(int width, int height, (byte R, byte G, byte B) centre, int amplitude, uint seed = 1) => Of(width, height, (x, y) =>
    {
        uint hash = (((uint)x * 73856093) ^ ((uint)y * 19349663) ^ (seed * 83492791)) * 2654435761;
        int Shift(int part) => (int)((hash >> (8 * part)) % (uint)((2 * amplitude) + 1)) - amplitude;
        byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
        return (Clamp(centre.R + Shift(1)), Clamp(centre.G + Shift(2)), Clamp(centre.B + Shift(3)));
    });
}
