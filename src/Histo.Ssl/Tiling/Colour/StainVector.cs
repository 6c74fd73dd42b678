namespace Histo.Ssl.Tiling;

/// <summary>The colour of a stain: its optical density in each channel, scaled to length 1.</summary>
/// <param name="Red">Density in red.</param>
/// <param name="Green">Density in green.</param>
/// <param name="Blue">Density in blue.</param>
public readonly record struct StainVector(double Red, double Green, double Blue)
{
    /// <summary>a x + b y.</summary>
    internal static StainVector Combine(double a, StainVector x, double b, StainVector y) => new((a * x.Red) + (b * y.Red), (a * x.Green) + (b * y.Green), (a * x.Blue) + (b * y.Blue));

    internal StainVector Times(double factor) => new(factor * Red, factor * Green, factor * Blue);

    internal double Dot(StainVector other) => (Red * other.Red) + (Green * other.Green) + (Blue * other.Blue);
}
