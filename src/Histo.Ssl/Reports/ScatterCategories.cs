namespace Histo.Ssl.Reports;

/// <summary>The categories of a scatter chart as they are drawn: the largest first, the smallest together.</summary>
internal sealed class ScatterCategories
{
    public const int Most = 10;
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    public ScatterCategories(IReadOnlyList<string> categories, string? background)
    {
        string[] ordered =
        [
            .. categories.Where(name => name != background).CountBy(name => name, StringComparer.Ordinal).OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Key),
        ];
        for (int i = 0; i < ordered.Length; i++)
        {
            _indices[ordered[i]] = Math.Min(i, Most);
        }

        int shown = Math.Min(ordered.Length, Most);
        var drawn = ordered[..shown].Select((name, i) => new Drawn(name, ScatterGlyphs.Colour(i), ScatterGlyphs.Shape(i))).ToList();
        if (ordered.Length > Most)
        {
            drawn.Add(new Drawn(FormattableString.Invariant($"other ({ordered.Length - Most})"), ScatterGlyphs.Grey, ScatterGlyphs.Shapes - 1));
        }

        if (background is not null && categories.Contains(background, StringComparer.Ordinal))
        {
            _indices[background] = drawn.Count;
            drawn.Add(new Drawn(background, ScatterGlyphs.Grey, 0));
            Background = drawn.Count - 1;
        }

        All = drawn;
    }

    /// <summary>Gets the categories in the order of the legend.</summary>
    public IReadOnlyList<Drawn> All { get; }

    /// <summary>Gets the place of the background in <see cref="All"/>, -1 for none.</summary>
    public int Background { get; } = -1;

    public int IndexOf(string category) => _indices[category];

    /// <param name="Name">For the legend.</param>
    /// <param name="Colour">CSS variable.</param>
    /// <param name="Shape">Number of the glyph.</param>
    internal sealed record Drawn(string Name, string Colour, int Shape);
}
