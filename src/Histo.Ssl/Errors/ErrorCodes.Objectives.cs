namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>There is no objective of that name.</summary>
    public const string UnknownObjective = "HS1601";

    /// <summary>The objective keeps an embedding for each tile and was created without a tile set.</summary>
    public const string ObjectiveNeedsTiles = "HS1610";
}
