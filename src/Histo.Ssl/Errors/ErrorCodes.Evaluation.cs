namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>None of the tiles that were to be embedded can be read.</summary>
    public const string NothingEmbedded = "HS1801";

    /// <summary>An encoder yields embeddings that are not finite.</summary>
    public const string EmbeddingNotFinite = "HS1802";

    /// <summary>A file is not an embedding set, or its parts contradict each other.</summary>
    public const string BadEmbeddingSet = "HS1803";

    /// <summary>Two embedding sets were not made with the same encoder and tiles of the same kind.</summary>
    public const string EmbeddingSetMismatch = "HS1804";

    /// <summary>There are no tiles with a usable label.</summary>
    public const string NoLabels = "HS1805";

    /// <summary>All labelled tiles are of one class, or a class is missing where it is needed.</summary>
    public const string ClassMissing = "HS1806";

    /// <summary>The groups do not allow two folds.</summary>
    public const string TooFewGroups = "HS1807";

    /// <summary>A group is on both sides of a split.</summary>
    public const string GroupLeak = "HS1808";

    /// <summary>A score is not a number.</summary>
    public const string ScoreNotFinite = "HS1809";

    /// <summary>A method was given more rows than allowed.</summary>
    public const string TooManyRows = "HS1810";

    /// <summary>Without images that are also in the training part, no test part with two classes is left.</summary>
    public const string ContentLeak = "HS1811";

    /// <summary>The training of a probe diverged.</summary>
    public const string ProbeDiverged = "HS1812";
}
