using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Settings of <see cref="SyntheticSlideGenerator"/>.</summary>
public sealed record SyntheticSlideOptions
{
    /// <summary>Gets the seed of the cohort.</summary>
    /// <value>Default 1. A slide is a pure function of this and its number.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Gets the columns of level 0.</summary>
    /// <value>256 to 200,000; default 2048.</value>
    [Range(256, 200_000)]
    public int Width { get; init; } = 2048;

    /// <summary>Gets the rows of level 0.</summary>
    /// <value>256 to 200,000; default 2048.</value>
    [Range(256, 200_000)]
    public int Height { get; init; } = 2048;

    /// <summary>Gets the microns per pixel: nuclei and glands have their natural size in microns.</summary>
    /// <value>0.2 to 2; default 0.5.</value>
    [Range(0.2, 2)]
    public double Mpp { get; init; } = 0.5;

    /// <summary>Gets the typical width of a region of one class, in pixels.</summary>
    /// <value>64 to 8192; default 448.</value>
    [Range(64, 8192)]
    public int RegionSize { get; init; } = 448;

    /// <summary>Gets whether the slide has tumour regions.</summary>
    /// <value>Default true.</value>
    public bool HasTumor { get; init; } = true;

    /// <summary>Gets how much stain colours and strengths differ between slides, the nuisance of the cohort.</summary>
    /// <value>0 (all alike) to 3; default 1.</value>
    [Range(0.0, 3.0)]
    public double StainVariation { get; init; } = 1;

    /// <summary>Gets the standard deviation of the scanner's noise in grey values.</summary>
    /// <value>0 to 20; default 1.5.</value>
    [Range(0.0, 20.0)]
    public double Noise { get; init; } = 1.5;

    /// <summary>Gets whether a line of marker pen crosses the slide.</summary>
    /// <value>Default false.</value>
    public bool PenMark { get; init; }

    /// <summary>Gets whether a round patch is out of focus.</summary>
    /// <value>Default false.</value>
    public bool BlurredPatch { get; init; }

    /// <summary>Gets how the file is written; its resolution, and an objective power of 10 / <see cref="Mpp"/>, are filled in.</summary>
    /// <value>Default: Aperio flavour, JPEG quality 90, tiles of 256 pixels.</value>
    public Tiff.PyramidTiffOptions File { get; init; } = new();
}
