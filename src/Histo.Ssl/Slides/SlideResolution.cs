namespace Histo.Ssl.Slides;

/// <summary>Size of a level-0 pixel and where the value came from.</summary>
/// <param name="MppX">Microns per pixel along x; 0.05 to 5.</param>
/// <param name="MppY">Microns per pixel along y; 0.05 to 5.</param>
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
}
