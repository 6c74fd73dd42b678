namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>A table of a report has a row of another length than its header.</summary>
    public const string BadReportTable = "HS1901";

    /// <summary>A chart of a report has no finite point.</summary>
    public const string EmptyReportChart = "HS1902";

    /// <summary>A picture of a report cannot be encoded.</summary>
    public const string BadReportImage = "HS1903";
}
