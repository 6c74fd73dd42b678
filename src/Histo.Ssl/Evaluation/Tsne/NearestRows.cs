namespace Histo.Ssl.Evaluation;

/// <summary>For each row of a matrix its nearest other rows.</summary>
/// <param name="K">Neighbours a row.</param>
/// <param name="Indices">Rows x K.</param>
/// <param name="SquaredDistances">Rows x K: their squared Euclidean distances.</param>
internal sealed record NearestRows(int K, int[] Indices, double[] SquaredDistances)
{
    public int Rows => Indices.Length / K;
}
