using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>The slide-level labels of a cohort as numbers: the position of a label among the sorted different names.</summary>
/// <remarks>Names are compared and sorted by their characters (ordinal), so numbers do not depend on the culture.</remarks>
public sealed class WeakLabels
{
    private readonly int[] _bySlide;

    /// <summary>Numbers the labels of the slides of a tile set.</summary>
    /// <param name="tiles">The tile set.</param>
    public WeakLabels(TileSet tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        string[] names = [.. tiles.Slides.Select(slide => slide.Source.Label).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _bySlide = [.. tiles.Slides.Select(slide => slide.Source.Label is { } label ? Array.BinarySearch(names, label, StringComparer.Ordinal) : -1)];
        Names = names;
    }

    /// <summary>Gets the different labels, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Returns the number of a slide's label; -1 when it has none.</summary>
    /// <param name="slide">Index of the slide.</param>
    public int OfSlide(int slide) => _bySlide[slide];
}
