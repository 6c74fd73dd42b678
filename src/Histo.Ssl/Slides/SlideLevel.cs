namespace Histo.Ssl.Slides;

/// <summary>One level of a slide's pyramid.</summary>
/// <param name="Width">Width in the level's own pixels.</param>
/// <param name="Height">Height in the level's own pixels.</param>
/// <param name="Downsample">Level-0 pixels per pixel of this level; 1 for level 0. Not always a whole number.</param>
public readonly record struct SlideLevel(int Width, int Height, double Downsample);
