using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What an aggregator is given.</summary>
/// <param name="Bag">The bag; stays the caller's.</param>
/// <param name="Target">What is known of it; null where only a prediction is wanted.</param>
/// <param name="Draw">Where random choices come from.</param>
public sealed record MilInput(Bag Bag, IBagTarget? Target = null, BagDraw Draw = default);
