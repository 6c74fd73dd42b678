namespace Histo.Ssl.Tiling;

/// <summary>The names of <see cref="TileColour"/> in files and on the console, and the sources that do it.</summary>
public static class TileColours
{
    private static readonly string[] Names = ["as-is", "grey", "stain-normalised"];

    /// <summary>Gets all names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>Returns the name of a treatment.</summary>
    /// <param name="colour">The treatment.</param>
    public static string NameOf(TileColour colour) => Names[(int)colour];

    /// <summary>Finds a treatment by its name, whatever the case of the letters.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    /// <exception cref="HistoException">HS1320: there is none of that name.</exception>
    public static TileColour Parse(string name)
    {
        int found = Array.FindIndex(Names, each => each.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? (TileColour)found : throw new HistoException(ErrorCodes.UnknownTileColour, "there is no treatment of colours of that name", seen: name, wanted: string.Join(", ", Names));
    }

    /// <summary>Wraps a source so that its tiles come with their colours treated.</summary>
    /// <param name="source">Where the pixels come from. What is returned owns and disposes it.</param>
    /// <param name="colour">The treatment; <see cref="TileColour.AsIs"/> returns <paramref name="source"/> itself.</param>
    public static ITileSource Apply(ITileSource source, TileColour colour)
    {
        ArgumentNullException.ThrowIfNull(source);
        return colour switch
        {
            TileColour.Grey => new GreyTileSource(source),
            TileColour.StainNormalised => new StainNormalisedTileSource(source),
            _ => source,
        };
    }
}
