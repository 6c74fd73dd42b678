using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Histo.Ssl.Tiling;

/// <summary>Settings of <see cref="TileSetBuilder"/>.</summary>
public sealed class TilingOptions
{
    /// <summary>Gets or sets the microns per pixel of the tiles.</summary>
    /// <value>Null (default): each slide's own level 0, whatever its resolution. Otherwise 0.05 to 100.</value>
    [Range(0.05, 100.0)]
    public double? Mpp { get; set; }

    /// <summary>Gets or sets the width and height of a tile in its own pixels.</summary>
    /// <value>224 (default); 1 to 16,384.</value>
    [Range(1, 16_384)]
    public int TileSize { get; set; } = 224;

    /// <summary>Gets or sets the distance between neighbouring tiles in tile pixels.</summary>
    /// <value>Null (default): <see cref="TileSize"/>, so that tiles touch and do not overlap.</value>
    [Range(1, 1_000_000)]
    public int? Stride { get; set; }

    /// <summary>Gets or sets the share of a tile that must be tissue.</summary>
    /// <value>0.5 (default); 0 to 1. 0 keeps each tile within the slide's content, also empty ones.</value>
    [Range(0.0, 1.0)]
    public double MinTissue { get; set; } = 0.5;

    /// <summary>Gets or sets how far a level's resolution may be from <see cref="Mpp"/> to be read as it is, as a share of <see cref="Mpp"/>.</summary>
    /// <value>0.02 (default): 2 %; 0 to 0.5.</value>
    [Range(0.0, 0.5)]
    public double MppTolerance { get; set; } = 0.02;

    /// <summary>Gets or sets where the lattice begins.</summary>
    /// <value><see cref="GridOrigin.Content"/> (default).</value>
    public GridOrigin Origin { get; set; }

    /// <summary>Gets or sets the pen-mark score (<see cref="Tissue.PenMarks"/>) above which a tile is dropped.</summary>
    /// <value>Null (default): no tile is read for it. Otherwise 0 to 255.</value>
    public byte? MaxPenScore { get; set; }

    /// <summary>Gets or sets the sharpness (<see cref="Tissue.Sharpness"/>) below which a tile is dropped.</summary>
    /// <value>Null (default): no tile is read for it. Otherwise 0 to 255.</value>
    public byte? MinSharpness { get; set; }

    /// <summary>Gets or sets whether pen-mark and sharpness scores are kept as columns, also without a limit.</summary>
    /// <value>False (default): scores need each tile's pixels, which takes as long as reading the cohort once.</value>
    public bool KeepScores { get; set; }

    /// <summary>Gets or sets what happens when an annotation file cannot be used.</summary>
    /// <value><see cref="BadAnnotationPolicy.Stop"/> (default).</value>
    public BadAnnotationPolicy BadAnnotations { get; set; }

    /// <summary>Gets or sets the number of slides that are worked on at once. Never changes a result.</summary>
    /// <value>0 (default): one a processor.</value>
    [Range(0, 1024)]
    public int Threads { get; set; }

    internal bool NeedsPixels => KeepScores || MaxPenScore is not null || MinSharpness is not null;

    internal int EffectiveStride => Stride ?? TileSize;

    /// <summary>Everything that shapes the result, as culture-invariant text.</summary>
    internal string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"mpp={Mpp:R} size={TileSize} stride={EffectiveStride} tissue={MinTissue:R} tolerance={MppTolerance:R} origin={Origin} pen={MaxPenScore} sharp={MinSharpness} scores={NeedsPixels} annotations={BadAnnotations}");

    /// <summary>A copy, so that later changes have no effect.</summary>
    /// <exception cref="HistoException">HS0001: a setting lies outside its range.</exception>
    internal TilingOptions Checked()
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), problems, validateAllProperties: true))
        {
            throw new HistoException(ErrorCodes.InvalidOption, problems[0].ErrorMessage ?? "an option lies outside its range", nameof(TilingOptions));
        }

        return (TilingOptions)MemberwiseClone();
    }
}
