using Histo.Ssl.Storage;

namespace Histo.Ssl.Features;

/// <summary>Names of the element types that features are stored as.</summary>
public static class FeaturePrecision
{
    private static readonly (string Name, ElementType Type)[] Known = [("float32", ElementType.F32), ("float16", ElementType.F16), ("bfloat16", ElementType.BF16)];

    /// <summary>Gets the names: float32, float16, bfloat16.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(each => each.Name)];

    /// <summary>Returns the type of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="HistoException">HS0001: there is no such precision.</exception>
    public static ElementType Parse(string name)
    {
        int index = Array.FindIndex(Known, each => each.Name == name);
        return index >= 0 ? Known[index].Type : throw Unknown(name);
    }

    /// <summary>Returns the name of a type.</summary>
    /// <param name="type">F32, F16 or BF16.</param>
    /// <exception cref="HistoException">HS0001: features are not stored as that type.</exception>
    public static string NameOf(ElementType type)
    {
        int index = Array.FindIndex(Known, each => each.Type == type);
        return index >= 0 ? Known[index].Name : throw Unknown(type);
    }

    internal static ElementType Require(ElementType type)
    {
        _ = NameOf(type);
        return type;
    }

    private static HistoException Unknown(object seen) => new(ErrorCodes.InvalidOption, "features are not stored with that precision", "Precision", seen, string.Join(", ", Names));
}
