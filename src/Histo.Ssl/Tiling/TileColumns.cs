namespace Histo.Ssl.Tiling;

/// <summary>Values that go with the tiles of a <see cref="TileSet"/>, each null or one value a tile.</summary>
public sealed class TileColumns
{
    /// <summary>Gets the share of each tile's area that its slide's annotation marks, 0 to 1; NaN where the slide has no annotation.</summary>
    public float[]? LabelledShare { get; init; }

    /// <summary>Gets the share of tissue in each tile, 0 (none) to 255 (all).</summary>
    public byte[]? TissueShare { get; init; }

    /// <summary>Gets the pen-mark score of each tile, 0 (clean) to 255 (covered by ink).</summary>
    public byte[]? PenScore { get; init; }

    /// <summary>Gets the sharpness score of each tile, 0 (blurred) to 255 (sharp).</summary>
    public byte[]? Sharpness { get; init; }

    internal long Bytes => ((LabelledShare?.LongLength ?? 0) * sizeof(float)) + (TissueShare?.LongLength ?? 0) + (PenScore?.LongLength ?? 0) + (Sharpness?.LongLength ?? 0);

    internal void RequireLength(int count)
    {
        foreach ((string name, Array? values) in new (string, Array?)[] { ("LabelledShare", LabelledShare), ("TissueShare", TissueShare), ("PenScore", PenScore), ("Sharpness", Sharpness) })
        {
            if (values is not null && values.Length != count)
            {
                throw new HistoException(ErrorCodes.WrongShape, "a column does not have one value a tile", name, values.Length, count);
            }
        }
    }
}
