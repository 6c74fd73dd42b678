namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>A feature store is damaged, cut off or contradicts itself.</summary>
    public const string BadFeatureStore = "HS1830";

    /// <summary>A file is not a feature store that is known here.</summary>
    public const string UnknownFeatureStore = "HS1831";

    /// <summary>There is no feature store where one is looked for.</summary>
    public const string FeatureStoreNotFound = "HS1832";
}
