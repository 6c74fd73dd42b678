namespace Histo.Ssl.Pairs;

/// <summary>A part of a cohort that has a fixed share of every batch.</summary>
/// <param name="Name">What it is, for messages: "negative bags" for example.</param>
/// <param name="Share">Its share of the anchors, above 0; the shares of all strata add up to 1.</param>
public sealed record AnchorStratum(string Name, double Share);
