namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>There is no augmentation of that name, or none for the objective.</summary>
    public const string UnknownAugmentation = "HS1401";

    /// <summary>The parameters of a view are impossible for the tile, or their log cannot be read.</summary>
    public const string BadViewParameters = "HS1402";
}
