using Histo.Ssl.Objectives;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;

namespace Histo.Ssl.Training;

/// <summary>Everything that defines a pretraining run, from slides to weights. Written into <c>run.json</c>; two runs with equal options and slides give equal weights.</summary>
public sealed class PretrainOptions
{
    /// <summary>Gets or sets the slide reader: "auto", "openslide", "tiff", "image" or an application's own.</summary>
    /// <value>"auto" (default): the managed reader where it supports the file, else OpenSlide. The choice is recorded a slide.</value>
    public string Reader { get; set; } = "auto";

    /// <summary>Gets or sets how tissue is found.</summary>
    public TissueOptions Tissue { get; set; } = new();

    /// <summary>Gets or sets the grid.</summary>
    public TilingOptions Tiling { get; set; } = new();

    /// <summary>Gets or sets what a positive is.</summary>
    public PairOptions Pairs { get; set; } = new();

    /// <summary>Gets or sets how views are made.</summary>
    public AugmentationOptions Augmentation { get; set; } = new();

    /// <summary>Gets or sets the encoder.</summary>
    public EncoderOptions Encoder { get; set; } = new();

    /// <summary>Gets or sets the objective.</summary>
    public ObjectiveOptions Objective { get; set; } = new();

    /// <summary>Gets or sets optimiser and learning rate.</summary>
    public OptimizationOptions Optimization { get; set; } = new();

    /// <summary>Gets or sets length, size and bookkeeping.</summary>
    public TrainingOptions Training { get; set; } = new();

    /// <summary>Checks every option, nested ones too, with the built-in objectives.</summary>
    /// <exception cref="HistoException">As <see cref="Validate(ObjectiveCatalog)"/>.</exception>
    public void Validate() => Validate(ObjectiveCatalog.BuiltIn);

    /// <summary>Checks every option, nested ones too.</summary>
    /// <param name="objectives">The objectives that can be named.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range; the message names it. HS1706, HS1601, HS1501, HS1506, HS1401: an unknown name.</exception>
    public void Validate(ObjectiveCatalog objectives)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        OptionTree.Validate(this);
        OptionNames.Validate(this, objectives);
    }
}
