namespace Histo.Ssl.Mil.Explanation;

/// <summary>Colours for numbers from 0 to 1, in even steps of lightness, so that equal differences look equal and grey prints stay readable.</summary>
/// <remarks>Computed from lightness, chroma and hue in Oklab; 256 colours.</remarks>
public sealed class ColourMap
{
    private const int Steps = 256;
    private readonly (byte R, byte G, byte B)[] _colours;

    private ColourMap(string name, Func<double, (double Lightness, double Chroma, double Hue)> colour)
    {
        Name = name;
        _colours = [.. Enumerable.Range(0, Steps).Select(step => colour(step / (Steps - 1.0))).Select(each => Oklab.ToRgb(each.Lightness, each.Chroma, each.Hue))];
    }

    /// <summary>Gets dark violet over blue and green to bright yellow: for amounts. None of them is a colour of stained tissue.</summary>
    public static ColourMap Sequential { get; } = new("sequential", t => (0.28 + (0.66 * t), 0.14, 295 - (185 * t)));

    /// <summary>Gets blue over light grey to red: for ranks about a middle. Both ends are equally dark.</summary>
    public static ColourMap Diverging { get; } = new("diverging", t => (0.93 - (0.45 * Math.Abs((2 * t) - 1)), 0.19 * Math.Abs((2 * t) - 1), t < 0.5 ? 262 : 27));

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Returns the colour of a number.</summary>
    /// <param name="value">0 to 1; what lies outside, or is not a number, is taken as the nearest end, NaN as 0.</param>
    public (byte R, byte G, byte B) At(double value) => _colours[(int)Math.Round(Math.Clamp(double.IsNaN(value) ? 0 : value, 0, 1) * (Steps - 1))];
}
