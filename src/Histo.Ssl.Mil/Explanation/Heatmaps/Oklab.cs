namespace Histo.Ssl.Mil.Explanation;

/// <summary>Colours by lightness, chroma and hue as people see them, turned into the sRGB of screens.</summary>
/// <remarks>Source: B. Ottosson, A perceptual color space for image processing, 2020 (the Oklab matrices); IEC 61966-2-1 (sRGB's transfer curve).</remarks>
internal static class Oklab
{
    /// <summary>Returns the 8-bit sRGB colour; a chroma that screens cannot show is lowered until they can, lightness and hue stay.</summary>
    /// <param name="lightness">0 (black) to 1 (white).</param>
    /// <param name="chroma">0 (grey) to about 0.3.</param>
    /// <param name="hue">Degrees.</param>
    public static (byte R, byte G, byte B) ToRgb(double lightness, double chroma, double hue)
    {
        double low = 0, high = chroma;
        if (!IsShown(Linear(lightness, chroma, hue)))
        {
            for (int i = 0; i < 30; i++)
            {
                double middle = (low + high) / 2;
                (low, high) = IsShown(Linear(lightness, middle, hue)) ? (middle, high) : (low, middle);
            }

            chroma = low;
        }

        (double r, double g, double b) = Linear(lightness, chroma, hue);
        return (Encode(r), Encode(g), Encode(b));
    }

    /// <summary>Returns the lightness of an 8-bit sRGB colour, 0 to 1.</summary>
    public static double Lightness(byte red, byte green, byte blue)
    {
        double r = Decode(red), g = Decode(green), b = Decode(blue);
        double l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        double m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        double s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s);
    }

    private static (double R, double G, double B) Linear(double lightness, double chroma, double hue)
    {
        double a = chroma * Math.Cos(hue * Math.PI / 180), b = chroma * Math.Sin(hue * Math.PI / 180);
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return (
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }

    private static bool IsShown((double R, double G, double B) colour) => InRange(colour.R) && InRange(colour.G) && InRange(colour.B);

    private static bool InRange(double value) => value is >= -1e-6 and <= 1 + 1e-6;

    private static double Cube(double value) => value * value * value;

    private static byte Encode(double linear)
    {
        double value = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (value <= 0.0031308 ? 12.92 * value : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055));
    }

    private static double Decode(byte value)
    {
        double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
