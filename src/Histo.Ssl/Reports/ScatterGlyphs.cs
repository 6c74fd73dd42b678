using System.Globalization;

namespace Histo.Ssl.Reports;

/// <summary>Shapes and colours of points: every one of ten categories differs from the others in shape or in colour, and neighbours in the legend in both.</summary>
internal static class ScatterGlyphs
{
    public const int Shapes = 5;

    // The sixth colour of the page is a grey.
    public const string Grey = "var(--s5)";
    private const int Colours = ChartTheme.Colours - 1;

    public static string Colour(int category) => FormattableString.Invariant($"var(--s{category % Colours})");

    public static int Shape(int category) => (category + (category / Colours * 2)) % Shapes;

    /// <summary>Outline of one point around the current place, in relative commands: circle, square, triangle, diamond, plus.</summary>
    public static string Outline(int shape, double size)
    {
        double r = size / 2, s = 0.88 * r, t = 1.15 * r, d = 1.2 * r;
        return shape switch
        {
            1 => string.Create(CultureInfo.InvariantCulture, $"m{-s:0.#} 0h{2 * s:0.#}"),
            2 => string.Create(CultureInfo.InvariantCulture, $"m0{-t:0.#}l{t:0.#} {1.8 * t:0.#}h{-2 * t:0.#}z"),
            3 => string.Create(CultureInfo.InvariantCulture, $"m0{-d:0.#}l{d:0.#} {d:0.#}{-d:0.#} {d:0.#}{-d:0.#}{-d:0.#}z"),
            4 => string.Create(CultureInfo.InvariantCulture, $"m{-t:0.#} 0h{2 * t:0.#}m{-t:0.#}{-t:0.#}v{2 * t:0.#}"),
            _ => "h0",
        };
    }

    /// <summary>How the outlines of a path become visible.</summary>
    public static string Style(int shape, string colour, double size) => shape switch
    {
        // A line without length and with round ends is a disc, a thick short line a square: less text than their outlines.
        0 => string.Create(CultureInfo.InvariantCulture, $"fill:none;stroke:{colour};stroke-width:{size:0.##};stroke-linecap:round"),
        1 => string.Create(CultureInfo.InvariantCulture, $"fill:none;stroke:{colour};stroke-width:{0.88 * size:0.##}"),
        4 => string.Create(CultureInfo.InvariantCulture, $"fill:none;stroke:{colour};stroke-width:{0.36 * size:0.##}"),
        _ => $"fill:{colour};stroke:none",
    };
}
