namespace Histo.Ssl.Reports;

/// <summary>A column of a report's table.</summary>
/// <param name="Name">Heading.</param>
/// <param name="Format">.NET format of its numbers, for example "0.000"; null for at most three decimals, and thousands apart in whole numbers.</param>
public sealed record ReportColumn(string Name, string? Format = null);
