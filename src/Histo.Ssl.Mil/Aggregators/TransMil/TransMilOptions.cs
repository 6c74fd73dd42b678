using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of TransMIL.</summary>
public sealed class TransMilOptions : IValidatableObject
{
    /// <summary>Gets or sets the length of a token; a multiple of <see cref="Heads"/>.</summary>
    /// <value>512 (default).</value>
    [Range(1, 1 << 16)]
    public int Width { get; set; } = 512;

    /// <summary>Gets or sets the number of attention heads.</summary>
    /// <value>8 (default).</value>
    [Range(1, 1 << 10)]
    public int Heads { get; set; } = 8;

    /// <summary>Gets or sets the number of landmarks m of the Nystrom attention: time and memory grow with N times m.</summary>
    /// <value>256 (default): half the width, as the authors' code couples them.</value>
    [Range(1, 1 << 14)]
    public int Landmarks { get; set; } = 256;

    /// <summary>Gets or sets the number of iterations of the pseudo-inverse.</summary>
    /// <value>6 (default).</value>
    [Range(0, 100)]
    public int InverseSteps { get; set; } = 6;

    /// <summary>Gets or sets the length of the convolution of the values along the sequence; odd.</summary>
    /// <value>33 (default).</value>
    [Range(1, 1 << 10)]
    public int Kernel { get; set; } = 33;

    /// <summary>Gets or sets the dropout behind each attention's output layer.</summary>
    /// <value>0.1 (default); the projection of the instances has none.</value>
    [Range(0, 0.99)]
    public double Dropout { get; set; } = 0.1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Width % Heads != 0)
        {
            yield return new ValidationResult($"Width ({Width}) is no multiple of Heads ({Heads}).", [nameof(Width)]);
        }

        if (Kernel % 2 == 0)
        {
            yield return new ValidationResult($"Kernel ({Kernel}) is even.", [nameof(Kernel)]);
        }
    }
}
