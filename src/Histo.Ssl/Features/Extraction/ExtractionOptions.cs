using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;

namespace Histo.Ssl.Features;

/// <summary>How the features of a cohort are extracted.</summary>
public sealed class ExtractionOptions
{
    /// <summary>Gets or sets the slide reader: "auto", "openslide", "tiff", "image" or an application's own.</summary>
    /// <value>"auto" (default): the managed reader where it supports the file, else OpenSlide.</value>
    public string Reader { get; set; } = "auto";

    /// <summary>Gets or sets how tissue is found.</summary>
    public TissueOptions Tissue { get; set; } = new();

    /// <summary>Gets or sets the grid: that of the encoder's training, unless there is a reason. Annotations are not looked at.</summary>
    public TilingOptions Tiling { get; set; } = new();

    /// <summary>Gets or sets what features are stored as: "float32", "float16" or "bfloat16".</summary>
    /// <value>"float32" (default). The other two take half the room; features are converted once, when they are written.</value>
    public string Precision { get; set; } = "float32";

    /// <summary>Gets or sets the tiles that go through the encoder at once.</summary>
    /// <value>64 (default). Memory and speed; features change by no more than the last bits.</value>
    [Range(1, 65536)]
    public int BatchSize { get; set; } = 64;

    /// <summary>Gets or sets the threads that read tiles while the encoder computes. They never change a result.</summary>
    /// <value>2 (default).</value>
    [Range(1, 256)]
    public int ReaderThreads { get; set; } = 2;

    /// <summary>Gets or sets the threads of one tensor operation.</summary>
    /// <value>0 (default): the physical cores.</value>
    [Range(0, 1024)]
    public int ComputeThreads { get; set; }

    /// <summary>Gets or sets the share of a slide's tiles that may be unreadable; a slide with more counts as failed, and the next run tries it again.</summary>
    /// <value>0.25 (default); 0 (any unreadable tile fails the slide) to 1 (as long as one tile can be read).</value>
    [Range(0.0, 1.0)]
    public double MaxUnreadableShare { get; set; } = 0.25;

    /// <summary>Gets or sets whether stores that were made with another encoder, grid or precision are replaced.</summary>
    /// <value>False (default): one such store stops the run. Stores that were made as asked for now are kept either way.</value>
    public bool Overwrite { get; set; }

    /// <summary>Says how an encoder's own training read and tiled slides, so that features are made of tiles like those it learnt from.</summary>
    /// <param name="training">Options of the encoder's run; reader, grid and tissue are taken over.</param>
    /// <returns>Options with the defaults of everything else.</returns>
    public static ExtractionOptions Like(PretrainOptions training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new ExtractionOptions { Reader = training.Reader, Tiling = training.Tiling, Tissue = training.Tissue };
    }

    /// <summary>Checks every option, nested ones too.</summary>
    /// <exception cref="HistoException">HS0001: an option lies outside its range; the message names it.</exception>
    public void Validate()
    {
        OptionTree.Validate(this);
        _ = FeaturePrecision.Parse(Precision);
    }
}
