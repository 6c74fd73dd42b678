namespace Histo.Ssl.Reports;

/// <summary>A neighbour of a tile.</summary>
/// <param name="Row">Its row of the embedding set.</param>
/// <param name="Cosine">Cosine of the two embeddings, -1 to 1; 0 where one is all zeros.</param>
public readonly record struct NeighbourTile(int Row, double Cosine);
