namespace Histo.Ssl.Evaluation;

/// <summary>1 - cosine of the tiles' features.</summary>
internal readonly struct CosineDifference(UnitVectors vectors) : ITileDifference
{
    public bool IsKnown(int tile) => true;

    public double Between(int tile, int other) => 1 - vectors.Cosine(tile, other);
}
