using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of DTFD-MIL.</summary>
public sealed class DtfdOptions : IValidatableObject
{
    /// <summary>Gets or sets the length of a projected instance.</summary>
    /// <value>512 (default).</value>
    [Range(1, 1 << 16)]
    public int Width { get; set; } = 512;

    /// <summary>Gets or sets the hidden size of both attentions.</summary>
    /// <value>128 (default).</value>
    [Range(1, 1 << 16)]
    public int AttentionWidth { get; set; } = 128;

    /// <summary>Gets or sets the number of pseudo-bags G; a bag of fewer instances has one pseudo-bag an instance.</summary>
    /// <value>4 (default).</value>
    [Range(1, 1 << 16)]
    public int Groups { get; set; } = 4;

    /// <summary>Gets or sets the number of instances that all pseudo-bags together hand on from one end of the ranking: each hands on this number over <see cref="Groups"/>, rounded down.</summary>
    /// <value>4 (default): one a pseudo-bag. <see cref="Groups"/> at least, unless the distillation is <see cref="DtfdDistillation.AggregatedFeature"/>, which does not use it.</value>
    [Range(1, 1 << 16)]
    public int Instances { get; set; } = 4;

    /// <summary>Gets or sets what a pseudo-bag hands on.</summary>
    /// <value><see cref="DtfdDistillation.AggregatedFeature"/> (default), as in the authors' code.</value>
    [EnumDataType(typeof(DtfdDistillation))]
    public DtfdDistillation Distillation { get; set; } = DtfdDistillation.AggregatedFeature;

    /// <summary>Gets or sets the number of residual blocks behind the projection.</summary>
    /// <value>0 (default).</value>
    [Range(0, 100)]
    public int ResidualBlocks { get; set; }

    /// <summary>Gets or sets the dropout in front of the first tier's classifier.</summary>
    /// <value>0 (default).</value>
    [Range(0, 0.99)]
    public double Dropout { get; set; }

    /// <summary>Gets or sets the dropout in front of the second tier's classifier.</summary>
    /// <value>0 (default).</value>
    [Range(0, 0.99)]
    public double SecondDropout { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Distillation != DtfdDistillation.AggregatedFeature && Instances < Groups)
        {
            yield return new ValidationResult($"Instances ({Instances}) is below Groups ({Groups}): no instance would be handed on.", [nameof(Instances)]);
        }
    }
}
