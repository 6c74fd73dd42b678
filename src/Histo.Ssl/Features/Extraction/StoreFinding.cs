namespace Histo.Ssl.Features;

/// <summary>What was found where a slide's store belongs.</summary>
/// <param name="State">What stands there.</param>
/// <param name="Rows">Rows of a whole store.</param>
/// <param name="Seen">What is different or damaged, as it was found.</param>
/// <param name="Wanted">What is wanted in place of <paramref name="Seen"/>.</param>
internal readonly record struct StoreFinding(StoreState State, int Rows = 0, string? Seen = null, string? Wanted = null);
