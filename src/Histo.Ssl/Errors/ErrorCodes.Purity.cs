namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>Labels of tiles are needed, and no tile has one.</summary>
    public const string NoTileLabels = "HS1880";

    /// <summary>A recommended distance is asked for where none could be recommended.</summary>
    public const string NoRecommendation = "HS1881";

    /// <summary>Features of tiles are to be compared, and those of all tiles are the same.</summary>
    public const string FeaturesAlike = "HS1882";
}
