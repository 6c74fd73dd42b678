using Histo.Ssl.Storage;

namespace Histo.Ssl.Tiling;

/// <summary>Values that go with the tiles of a <see cref="TileSet"/>, each null or one value a tile.</summary>
public sealed class TileColumns
{
    /// <summary>Gets the share of each tile's area that its slide's annotation marks, 0 to 1; NaN where the slide has no annotation.</summary>
    public float[]? LabelledShare { get; init; }

    /// <summary>Gets the class of each tile by majority of area, an index into <see cref="LabelNames"/>; -1 where most of it is unmarked or nothing is known.</summary>
    /// <remarks>Present when the annotations name two classes or more; with one class <see cref="LabelledShare"/> says it all.</remarks>
    public short[]? Label { get; init; }

    /// <summary>Gets the names of the classes in <see cref="Label"/>, sorted; empty without that column.</summary>
    public IReadOnlyList<string> LabelNames { get; init; } = [];

    /// <summary>Gets the share of tissue in each tile, 0 (none) to 255 (all).</summary>
    public byte[]? TissueShare { get; init; }

    /// <summary>Gets the pen-mark score of each tile, 0 (clean) to 255 (covered by ink).</summary>
    public byte[]? PenScore { get; init; }

    /// <summary>Gets the sharpness score of each tile, 0 (blurred) to 255 (sharp).</summary>
    public byte[]? Sharpness { get; init; }

    internal long Bytes => ((LabelledShare?.LongLength ?? 0) * sizeof(float)) + ((Label?.LongLength ?? 0) * sizeof(short)) + (TissueShare?.LongLength ?? 0) + (PenScore?.LongLength ?? 0) + (Sharpness?.LongLength ?? 0);

    /// <summary>The columns that are present, by the names under which they are saved and hashed.</summary>
    internal IEnumerable<(string Name, ElementType Type, Array Values)> Present()
    {
        (string Name, ElementType Type, Array? Values)[] all =
        [
            ("labelled_share", ElementType.F32, LabelledShare),
            ("label", ElementType.I16, Label),
            ("tissue_share", ElementType.U8, TissueShare),
            ("pen_score", ElementType.U8, PenScore),
            ("sharpness", ElementType.U8, Sharpness),
        ];
        return all.Where(column => column.Values is not null).Select(column => (column.Name, column.Type, column.Values!));
    }

    internal void RequireLength(int count)
    {
        foreach ((string name, _, Array values) in Present())
        {
            if (values.Length != count)
            {
                throw new HistoException(ErrorCodes.WrongShape, "a column does not have one value a tile", name, values.Length, count);
            }
        }

        foreach (short label in Label ?? [])
        {
            if (label < -1 || label >= LabelNames.Count)
            {
                throw new HistoException(ErrorCodes.WrongShape, "a label has no name", nameof(Label), label, $"-1 to {LabelNames.Count - 1}");
            }
        }
    }
}
