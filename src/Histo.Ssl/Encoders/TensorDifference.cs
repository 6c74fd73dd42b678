using Histo.Ssl.Storage;

namespace Histo.Ssl.Encoders;

/// <summary>One tensor that a file and what it is loaded into do not have in the same form.</summary>
/// <param name="Name">Its name, as the module or the targets call it.</param>
/// <param name="TypeInFile">Element type in the file; null when the file lacks it.</param>
/// <param name="ShapeInFile">Shape in the file; null when the file lacks it.</param>
/// <param name="TypeWanted">Element type that is wanted; null when nothing asks for it.</param>
/// <param name="ShapeWanted">Shape that is wanted; null when nothing asks for it.</param>
public sealed record TensorDifference(string Name, ElementType? TypeInFile, IReadOnlyList<long>? ShapeInFile, ElementType? TypeWanted, IReadOnlyList<long>? ShapeWanted)
{
    /// <summary>Gets whether it is wanted and not in the file.</summary>
    public bool IsMissing => ShapeInFile is null;

    /// <summary>Gets whether it is in the file and nothing asks for it.</summary>
    public bool IsUnexpected => ShapeWanted is null;

    /// <summary>Says what is in the file and what is wanted, for example "conv1.weight: F32 [64, 3, 7, 7] in the file, F32 [32, 3, 7, 7] wanted".</summary>
    public override string ToString() => (IsMissing, IsUnexpected) switch
    {
        (true, _) => $"{Name}: {Describe(TypeWanted, ShapeWanted)} wanted",
        (_, true) => $"{Name}: {Describe(TypeInFile, ShapeInFile)} in the file",
        _ => $"{Name}: {Describe(TypeInFile, ShapeInFile)} in the file, {Describe(TypeWanted, ShapeWanted)} wanted",
    };

    private static string Describe(ElementType? type, IReadOnlyList<long>? shape) => $"{type} [{string.Join(", ", shape ?? [])}]";
}
