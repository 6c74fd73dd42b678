namespace Histo.Ssl.Mil.Training;

/// <summary>One row of a table of labels.</summary>
/// <param name="SlideId">The slide; null in tables that know patients only.</param>
/// <param name="Patient">The patient; null where the table does not say.</param>
/// <param name="Label">What is known.</param>
internal sealed record LabelRow(string? SlideId, string? Patient, MilLabel Label);
