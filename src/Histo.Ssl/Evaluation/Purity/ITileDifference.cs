namespace Histo.Ssl.Evaluation;

/// <summary>How much two tiles differ.</summary>
internal interface ITileDifference
{
    /// <summary>Whether anything is known about a tile; others take no part in pairs.</summary>
    bool IsKnown(int tile);

    /// <summary>The difference of two known tiles, whichever comes first.</summary>
    double Between(int tile, int other);
}
