using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Views;

/// <summary>Options of the random resized crop.</summary>
public sealed class CropOptions : IValidatableObject
{
    /// <summary>Gets or sets whether a part of the tile is shown; otherwise the whole tile.</summary>
    /// <value>Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets or sets the smallest share of the tile's area.</summary>
    /// <value>Above 0 to 1; default 0.4.</value>
    [Range(0.0001, 1)]
    public double AreaMinimum { get; set; } = 0.4;

    /// <summary>Gets or sets the largest share of the tile's area.</summary>
    /// <value>Above 0 to 1; default 1.</value>
    [Range(0.0001, 1)]
    public double AreaMaximum { get; set; } = 1;

    /// <summary>Gets or sets the smallest ratio of width to height.</summary>
    /// <value>0.05 to 20; default 3/4.</value>
    [Range(0.05, 20)]
    public double AspectMinimum { get; set; } = 3.0 / 4;

    /// <summary>Gets or sets the largest ratio of width to height.</summary>
    /// <value>0.05 to 20; default 4/3.</value>
    [Range(0.05, 20)]
    public double AspectMaximum { get; set; } = 4.0 / 3;

    /// <summary>Gets or sets the filter that resamples the crop, and the whole tile when there is none.</summary>
    /// <value>Default bilinear.</value>
    [EnumDataType(typeof(ResampleFilter))]
    public ResampleFilter Filter { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AreaMinimum > AreaMaximum)
        {
            yield return new ValidationResult("AreaMinimum is above AreaMaximum.", [nameof(AreaMinimum)]);
        }

        if (AspectMinimum > AspectMaximum)
        {
            yield return new ValidationResult("AspectMinimum is above AspectMaximum.", [nameof(AspectMinimum)]);
        }
    }
}
