namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>There are fewer tiles that may be anchors than a batch needs.</summary>
    public const string TooFewAnchors = "HS1301";

    /// <summary>A guard refuses so many tiles that a batch cannot be filled.</summary>
    public const string GuardTooStrict = "HS1302";

    /// <summary>The saved position in the order of anchors does not belong to this order.</summary>
    public const string AnchorStateMismatch = "HS1303";

    /// <summary>No readable tile was found that could take the place of an unreadable anchor.</summary>
    public const string NoReplacement = "HS1304";

    /// <summary>Pairs by weak label were asked for, and no two slides share a label.</summary>
    public const string NoSharedLabels = "HS1305";
}
