namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>No slide with tiles has a label that counts as negative.</summary>
    public const string NoNegativeBags = "HS2070";

    /// <summary>No slide with tiles has a label that counts as positive.</summary>
    public const string NoPositiveBags = "HS2071";

    /// <summary>A label that was named as negative occurs nowhere in the cohort.</summary>
    public const string UnknownNegativeLabel = "HS2072";

    /// <summary>A batch has no tile of negative bags, or none of positive ones.</summary>
    public const string BatchLacksHalf = "HS2073";

    /// <summary>The two tiles of a pair come from bags of different kind.</summary>
    public const string PairCrossesHalves = "HS2074";

    /// <summary>A tile of a batch belongs to a bag without label.</summary>
    public const string BagWithoutLabel = "HS2075";
}
