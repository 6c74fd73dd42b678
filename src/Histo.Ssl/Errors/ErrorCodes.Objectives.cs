namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>There is no objective of that name.</summary>
    public const string UnknownObjective = "HS1601";
}
