using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;

namespace Histo.Ssl.Training;

/// <summary>Which sampler draws the positives, and which anchors may share a batch.</summary>
public sealed class PairOptions
{
    /// <summary>Gets or sets the sampler: "augmentation", "spatial", "random-tile" (any tile of the slide: the control for spatial context), "intra", "inter", "sslp" or "weak-label".</summary>
    /// <value>"spatial" (default).</value>
    public string Sampler { get; set; } = "spatial";

    /// <summary>Gets or sets the options of the spatial sampler.</summary>
    public SpatialPairOptions Spatial { get; set; } = new();

    /// <summary>Gets or sets the options of pairs within a slide, for "intra" and "sslp".</summary>
    public IntraPairOptions Intra { get; set; } = new();

    /// <summary>Gets or sets the options of pairs in feature space, for "inter" and "sslp".</summary>
    public InterPairOptions Inter { get; set; } = new();

    /// <summary>Gets or sets the bank of embeddings that "inter" and "sslp" draw from. Its rows have the length of a projection: keep projectors small for large cohorts.</summary>
    /// <value>Its defaults. Not used by objectives with a bank of their own (sslp, sgcl): they share it.</value>
    public EmbeddingBankOptions Bank { get; set; } = new();

    /// <summary>Gets or sets the options of "sslp".</summary>
    public SslpPairOptions Sslp { get; set; } = new();

    /// <summary>Gets or sets the options of "weak-label".</summary>
    public WeakLabelPairOptions WeakLabel { get; set; } = new();

    /// <summary>Gets or sets what has equal shares among the anchors of every batch.</summary>
    /// <value><see cref="AnchorBalance.None"/> (default).</value>
    [EnumDataType(typeof(AnchorBalance))]
    public AnchorBalance Balance { get; set; } = AnchorBalance.None;

    /// <summary>Gets or sets the distance in strides within which another row of a batch is no negative.</summary>
    /// <value>Null (default): what the sampler says. 0: no such rule.</value>
    [Range(0, 1000)]
    public int? ExclusionRadius { get; set; }

    /// <summary>Gets or sets the smallest distance, in strides, of two anchors of one slide in a batch.</summary>
    /// <value>0 (default): no rule.</value>
    [Range(0, 1000)]
    public int MinimumAnchorDistance { get; set; }

    /// <summary>Gets or sets the largest number of anchors of one slide in a batch.</summary>
    /// <value>0 (default): no rule.</value>
    [Range(0, 1 << 20)]
    public int AnchorsPerSlide { get; set; }
}
