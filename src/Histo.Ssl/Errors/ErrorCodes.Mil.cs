namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>A bag has no instance.</summary>
    public const string EmptyBag = "HS2001";

    /// <summary>A bag does not fit: another number of features, positions or classes than there must be.</summary>
    public const string BagMismatch = "HS2002";

    /// <summary>A loss was asked for where no target is known.</summary>
    public const string NoTarget = "HS2003";

    /// <summary>There is no aggregator of that name.</summary>
    public const string UnknownAggregator = "HS2004";
}
