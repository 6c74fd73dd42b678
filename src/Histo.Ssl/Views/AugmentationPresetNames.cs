namespace Histo.Ssl.Views;

/// <summary>The names of <see cref="AugmentationPreset"/> in options and on the console.</summary>
public static class AugmentationPresetNames
{
    private static readonly string[] Names = ["official", "histology", "light", "light-no-crop", "none"];

    /// <summary>Gets all names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>Returns the name of a preset.</summary>
    /// <param name="preset">The preset.</param>
    public static string NameOf(AugmentationPreset preset) => Names[(int)preset];

    /// <summary>Finds a preset by its name, whatever the case of the letters.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    /// <exception cref="HistoException">HS1401: there is none of that name.</exception>
    public static AugmentationPreset Parse(string name)
    {
        int found = Array.FindIndex(Names, each => each.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found >= 0
            ? (AugmentationPreset)found
            : throw new HistoException(ErrorCodes.UnknownAugmentation, "there is no augmentation of that name", seen: name, wanted: string.Join(", ", Names));
    }
}
