namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>More tiles cannot be read than the options allow.</summary>
    public const string TooManyUnreadableTiles = "HS1451";

    /// <summary>The pixels of a batch do not fit into one buffer.</summary>
    public const string BatchTooLarge = "HS1452";
}
