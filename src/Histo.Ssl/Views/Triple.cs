namespace Histo.Ssl.Views;

/// <summary>Three numbers, one a channel or stain.</summary>
/// <param name="First">Red, or haematoxylin.</param>
/// <param name="Second">Green, or eosin.</param>
/// <param name="Third">Blue, or the residual stain.</param>
public readonly record struct Triple(float First, float Second, float Third);
