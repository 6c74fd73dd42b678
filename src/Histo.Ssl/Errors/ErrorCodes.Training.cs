namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>The loss is not a finite number.</summary>
    public const string LossNotFinite = "HS1701";

    /// <summary>The embeddings have collapsed.</summary>
    public const string Collapse = "HS1702";

    /// <summary>A run's folder holds no run, or a damaged one.</summary>
    public const string BadRun = "HS1703";

    /// <summary>A run cannot be resumed with what is there now: other options, tiles, reader or version.</summary>
    public const string ResumeMismatch = "HS1704";

    /// <summary>The output folder already holds a run.</summary>
    public const string RunExists = "HS1705";

    /// <summary>There is no sampler, optimiser or device of that name.</summary>
    public const string UnknownName = "HS1706";

    /// <summary>A sampler draws neighbours in feature space and was given none.</summary>
    public const string NeighboursMissing = "HS1720";
}
