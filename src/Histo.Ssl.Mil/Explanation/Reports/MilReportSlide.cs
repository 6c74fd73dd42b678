namespace Histo.Ssl.Mil.Explanation;

/// <summary>A slide with what the model looked at.</summary>
/// <param name="SlideId">Its name.</param>
/// <param name="Heatmap">A PNG file: see <see cref="AttentionHeatmap"/>. Keep it small (longest side 800): it becomes part of the page.</param>
/// <param name="Caption">What was predicted, what is true.</param>
/// <param name="Tiles">A PNG file with the top and bottom tiles: see <see cref="TopTiles"/>; null for none.</param>
public sealed record MilReportSlide(string SlideId, byte[] Heatmap, string Caption, byte[]? Tiles = null);
