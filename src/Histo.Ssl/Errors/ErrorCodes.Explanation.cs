namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>Scores, positions or measurements of tiles do not belong together: another number, or not numbers.</summary>
    public const string ScoresMismatch = "HS2060";

    /// <summary>A bag has no positions where places on the slide are needed.</summary>
    public const string NoPositions = "HS2061";

    /// <summary>The model does not say which tiles it looked at: no attention and no predictions of single tiles.</summary>
    public const string NoImportance = "HS2062";

    /// <summary>A class that is asked about is not one of the model's.</summary>
    public const string UnknownClass = "HS2063";

    /// <summary>Tiles lie outside the slide.</summary>
    public const string TilesOffSlide = "HS2064";

    /// <summary>An attention is not one: negative numbers, or a sum other than 1.</summary>
    public const string NotAnAttention = "HS2065";

    /// <summary>The input of a report contradicts itself.</summary>
    public const string BadReportInput = "HS2066";
}
