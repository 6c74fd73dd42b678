namespace Histo.Ssl.Tissue;

/// <summary>The outline of one piece of tissue, in level-0 pixels.</summary>
/// <param name="Outer">The outer ring: corners in order, the first not repeated at the end; clockwise on the screen (y downwards).</param>
/// <param name="Holes">The rings of its holes, counter-clockwise on the screen.</param>
public sealed record TissueContour(IReadOnlyList<(double X, double Y)> Outer, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Holes);
