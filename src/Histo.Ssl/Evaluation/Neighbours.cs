namespace Histo.Ssl.Evaluation;

/// <summary>The nearest training rows of each test row.</summary>
/// <param name="K">Neighbours a row.</param>
/// <param name="Indices">Rows x K: training rows from the most similar down; of equally similar ones the earlier first.</param>
/// <param name="Similarities">Rows x K: their cosine similarities.</param>
public sealed record Neighbours(int K, int[] Indices, double[] Similarities)
{
    /// <summary>Gets the number of test rows.</summary>
    public int Rows => Indices.Length / K;
}
