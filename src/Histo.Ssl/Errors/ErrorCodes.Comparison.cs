namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>A plan of a comparison cannot be read, or means nothing.</summary>
    public const string BadComparison = "HS1890";

    /// <summary>A folder holds runs of a comparison that were made with other options.</summary>
    public const string ComparisonChanged = "HS1891";

    /// <summary>No run of a comparison could be judged.</summary>
    public const string NothingCompared = "HS1892";
}
