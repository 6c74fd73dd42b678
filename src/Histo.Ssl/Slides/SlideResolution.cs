namespace Histo.Ssl.Slides;

/// <summary>Size of a level-0 pixel and where the value came from.</summary>
/// <param name="MppX">Microns per pixel along x; 0.05 to 5, else <see cref="IsPlausible"/> is false.</param>
/// <param name="MppY">Microns per pixel along y; 0.05 to 5, else <see cref="IsPlausible"/> is false.</param>
/// <param name="Source">Where the values came from.</param>
public readonly record struct SlideResolution(double MppX, double MppY, ResolutionSource Source)
{
    /// <summary>Smallest value taken for real.</summary>
    public const double Smallest = 0.05;

    /// <summary>Largest value taken for real.</summary>
    public const double Largest = 5;

    /// <summary>Gets the mean of both directions.</summary>
    public double Mpp => (MppX + MppY) / 2;

    /// <summary>Gets whether both values lie in the range that a slide can have.</summary>
    public bool IsPlausible => MppX is >= Smallest and <= Largest && MppY is >= Smallest and <= Largest;

    /// <summary>Finds the size of a level-0 pixel, best source first: the caller's value, the vendor's, the TIFF resolution, 10 / objective power.</summary>
    /// <param name="properties">
    /// What a file says of itself, with OpenSlide's names: openslide.mpp-x and -y, tiff.XResolution, tiff.YResolution, tiff.ResolutionUnit, openslide.objective-power.
    /// </param>
    /// <param name="given">The caller's value, 0.05 to 5; null for none.</param>
    /// <returns>The first plausible value; the first of all, so that it can be reported, when none is plausible; null when there is none.</returns>
    /// <exception cref="HistoException">HS0001: the caller's value is absurd.</exception>
    public static SlideResolution? Find(IReadOnlyDictionary<string, string> properties, double? given = null)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return ResolutionRules.Find(given, properties);
    }
}
