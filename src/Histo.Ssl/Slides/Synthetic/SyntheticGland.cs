namespace Histo.Ssl.Slides.Synthetic;

/// <summary>One gland: cytoplasm around a lumen, nuclei along its outer border.</summary>
/// <param name="X">Column of the centre.</param>
/// <param name="Y">Row of the centre.</param>
/// <param name="Radius">Outer radius in pixels.</param>
/// <param name="Lumen">Radius of the lumen in pixels.</param>
/// <param name="Stretch">How much longer than wide, 1 or more.</param>
/// <param name="Angle">Direction of the longer axis.</param>
internal readonly record struct SyntheticGland(float X, float Y, float Radius, float Lumen, float Stretch, float Angle);
