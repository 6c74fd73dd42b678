namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>Given pseudo-bags do not split the bag.</summary>
    public const string BadPseudoBags = "HS2020";

    /// <summary>Given instances to be left out of an attention are not in the bag, or are too many.</summary>
    public const string BadMaskedInstances = "HS2021";
}
