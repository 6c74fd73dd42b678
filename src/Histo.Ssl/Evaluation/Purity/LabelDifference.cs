namespace Histo.Ssl.Evaluation;

/// <summary>1 where labels differ, else 0.</summary>
internal readonly struct LabelDifference(int[] labels) : ITileDifference
{
    public bool IsKnown(int tile) => labels[tile] != TileLabels.Unknown;

    public double Between(int tile, int other) => labels[tile] != labels[other] ? 1 : 0;
}
