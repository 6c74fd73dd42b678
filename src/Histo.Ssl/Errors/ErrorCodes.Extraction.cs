namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>A folder or one of its feature stores was made with another encoder, grid or precision than is asked for now.</summary>
    public const string ExtractionMismatch = "HS1850";

    /// <summary>The record of an extraction cannot be read.</summary>
    public const string BadExtractionRecord = "HS1851";

    /// <summary>Another process extracts into the same folder.</summary>
    public const string ExtractionBusy = "HS1852";

    /// <summary>A slide's name cannot be the name of a file.</summary>
    public const string BadStoreName = "HS1853";

    /// <summary>A feature store cannot be written: the disk is full or the folder is read-only.</summary>
    public const string StoreNotWritten = "HS1854";

    /// <summary>A feature is too large for the element type that it is to be stored as.</summary>
    public const string FeatureOutOfRange = "HS1855";
}
