namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>There is no objective of that name.</summary>
    public const string UnknownObjective = "HS1601";

    /// <summary>A batch has more keys than MoCo's queue has places.</summary>
    public const string QueueTooSmall = "HS1602";

    /// <summary>An objective needs the patch tokens of a vision transformer, and the encoder has none.</summary>
    public const string TokensNeeded = "HS1603";

    /// <summary>The objective keeps an embedding for each tile and was created without a tile set.</summary>
    public const string ObjectiveNeedsTiles = "HS1610";
}
