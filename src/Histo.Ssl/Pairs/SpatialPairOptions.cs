using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Pairs;

/// <summary>Settings of a <see cref="SpatialPairSampler"/>.</summary>
public sealed class SpatialPairOptions : IValidatableObject
{
    /// <summary>Gets or sets the greatest distance of a neighbour, in strides of the lattice.</summary>
    /// <value>1 to 100; default 1, the 8 adjacent tiles.</value>
    [Range(1, 100)]
    public int MaxDistance { get; set; } = 1;

    /// <summary>Gets or sets the smallest distance of a neighbour; more than 1 skips tiles that overlap the anchor.</summary>
    /// <value>1 to <see cref="MaxDistance"/>; default 1. Not used by <see cref="Neighbourhood.Ring"/>.</value>
    [Range(1, 100)]
    public int MinDistance { get; set; } = 1;

    /// <summary>Gets or sets the probability that the positive is a neighbour; otherwise it is the anchor itself.</summary>
    /// <value>0 (augmentation pairs) to 1 (contextual pairs only); default 1.</value>
    [Range(0.0, 1.0)]
    public double ContextProbability { get; set; } = 1;

    /// <summary>Gets or sets which cells around the anchor count.</summary>
    /// <value>Default <see cref="Neighbourhood.Chebyshev"/>.</value>
    public Neighbourhood Neighbourhood { get; set; } = Neighbourhood.Chebyshev;

    /// <summary>Gets or sets how probability falls with distance.</summary>
    /// <value>Default <see cref="DistanceWeighting.Uniform"/>.</value>
    public DistanceWeighting Weighting { get; set; } = DistanceWeighting.Uniform;

    /// <summary>Gets or sets the distance over which <see cref="DistanceWeighting.Exponential"/> falls by e, in strides.</summary>
    /// <value>0.05 to 1,000; default 1.</value>
    [Range(0.05, 1000.0)]
    public double Scale { get; set; } = 1;

    /// <summary>Gets or sets what happens to an anchor without neighbours.</summary>
    /// <value>Default <see cref="BorderPolicy.Self"/>.</value>
    public BorderPolicy Border { get; set; } = BorderPolicy.Self;

    /// <summary>Gets or sets the greatest distance that <see cref="BorderPolicy.Widen"/> tries.</summary>
    /// <value>More than <see cref="MaxDistance"/>, 100 at most; default null: four times <see cref="MaxDistance"/>, 100 at most.</value>
    [Range(1, 100)]
    public int? MaxWidening { get; set; }

    internal int WideningLimit => MaxWidening ?? Math.Min(100, 4 * MaxDistance);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinDistance > MaxDistance && Neighbourhood != Neighbourhood.Ring)
        {
            yield return new ValidationResult($"MinDistance ({MinDistance}) is greater than MaxDistance ({MaxDistance}).", [nameof(MinDistance)]);
        }

        if (Border == BorderPolicy.Widen && MaxDistance < 100 && WideningLimit <= MaxDistance)
        {
            yield return new ValidationResult($"MaxWidening ({WideningLimit}) is not greater than MaxDistance ({MaxDistance}).", [nameof(MaxWidening)]);
        }

        if (!double.IsFinite(ContextProbability))
        {
            yield return new ValidationResult("ContextProbability is not a number.", [nameof(ContextProbability)]);
        }

        if (!Enum.IsDefined(Neighbourhood) || !Enum.IsDefined(Weighting) || !Enum.IsDefined(Border))
        {
            yield return new ValidationResult("Neighbourhood, Weighting or Border is not one of the named values.");
        }
    }
}
