using Histo.Ssl.Slides;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>A tile with its score and what it shows.</summary>
/// <param name="Index">Its number in the bag.</param>
/// <param name="Score">Its score.</param>
/// <param name="Picture">Its pixels; null where the slide cannot be decoded there.</param>
public sealed record RankedTile(int Index, double Score, RgbImage? Picture);
