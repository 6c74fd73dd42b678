namespace Histo.Ssl.Reports;

/// <summary>A tile and its nearest neighbours.</summary>
/// <param name="Query">Row of the tile in the embedding set.</param>
/// <param name="Others">The nearest tiles of other groups (patients, else slides), nearest first; of equally near ones the earlier first.</param>
/// <param name="SameSlide">The nearest other tiles of the same slide; empty unless asked for.</param>
public sealed record NeighbourPanel(int Query, IReadOnlyList<NeighbourTile> Others, IReadOnlyList<NeighbourTile> SameSlide);
