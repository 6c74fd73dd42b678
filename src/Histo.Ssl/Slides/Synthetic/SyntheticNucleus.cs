namespace Histo.Ssl.Slides.Synthetic;

/// <summary>One nucleus: an ellipse with a dark rim, chromatin and perhaps a nucleolus.</summary>
/// <param name="X">Column of the centre.</param>
/// <param name="Y">Row of the centre.</param>
/// <param name="A">Longer half axis in pixels.</param>
/// <param name="B">Shorter half axis in pixels.</param>
/// <param name="Angle">Direction of the longer axis.</param>
/// <param name="Stain">Amount of haematoxylin.</param>
/// <param name="Rim">How much darker the rim is than the centre, 0 to 1.</param>
/// <param name="Chromatin">Strength of the chromatin's texture.</param>
/// <param name="Nucleolus">Radius of the nucleolus in pixels; 0 for none.</param>
internal readonly record struct SyntheticNucleus(float X, float Y, float A, float B, float Angle, float Stain, float Rim, float Chromatin, float Nucleolus);
