namespace Histo.Ssl.Tiling;

/// <summary>The tiles of one slide while a tile set is being built; columns in the order of the cells, row by row.</summary>
internal sealed class TiledSlide(TileSlide slide, string[]? classNames)
{
    public TileSlide Slide { get; } = slide;

    /// <summary>Names that <see cref="Labels"/> refer to; null for a slide without annotation.</summary>
    public string[]? ClassNames { get; } = classNames;

    public List<uint> Cells { get; } = [];

    public List<byte> TissueShares { get; } = [];

    public List<float> LabelledShares { get; } = [];

    public List<short> Labels { get; } = [];

    public List<byte> PenScores { get; } = [];

    public List<byte> Sharpness { get; } = [];
}
