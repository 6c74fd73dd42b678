using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of ACMIL.</summary>
public sealed class AcmilOptions : IValidatableObject
{
    /// <summary>Gets or sets what the branches attend with.</summary>
    /// <value><see cref="AcmilAttention.Gated"/> (default).</value>
    [EnumDataType(typeof(AcmilAttention))]
    public AcmilAttention Attention { get; set; } = AcmilAttention.Gated;

    /// <summary>Gets or sets the length of a projected instance; for <see cref="AcmilAttention.MultiHead"/> a multiple of <see cref="Heads"/>.</summary>
    /// <value>null (default): 128 for 384 features, else half of them rounded up to a multiple of <see cref="Heads"/>, which is the authors' table (512 to 256, 768 to 384, 1,024 to 512, 1,536 to 768) carried on.</value>
    [Range(1, 1 << 16)]
    public int? Width { get; set; }

    /// <summary>Gets or sets the hidden size of the gated attention.</summary>
    /// <value>128 (default). Not used by <see cref="AcmilAttention.MultiHead"/>.</value>
    [Range(1, 1 << 16)]
    public int AttentionWidth { get; set; } = 128;

    /// <summary>Gets or sets the number of heads of <see cref="AcmilAttention.MultiHead"/>.</summary>
    /// <value>8 (default).</value>
    [Range(1, 1 << 10)]
    public int Heads { get; set; } = 8;

    /// <summary>Gets or sets the number of branches M; with one there is neither a branch nor a diversity term.</summary>
    /// <value>5 (default).</value>
    [Range(1, 1 << 10)]
    public int Branches { get; set; } = 5;

    /// <summary>Gets or sets how many of the highest scores of a row are candidates for masking in training; 0 for no masking.</summary>
    /// <value>10 (default).</value>
    [Range(0, 1 << 20)]
    public int MaskCandidates { get; set; } = 10;

    /// <summary>Gets or sets the share of the candidates that is masked, rounded down.</summary>
    /// <value>0.6 (default); the authors note that 0 is sometimes better.</value>
    [Range(0, 1)]
    public double MaskShare { get; set; } = 0.6;

    /// <summary>Gets or sets the dropout in front of the classifiers of <see cref="AcmilAttention.Gated"/>.</summary>
    /// <value>0 (default).</value>
    [Range(0, 0.99)]
    public double Dropout { get; set; }

    /// <summary>Gets or sets the dropout behind the output layers of <see cref="AcmilAttention.MultiHead"/>.</summary>
    /// <value>0.1 (default).</value>
    [Range(0, 0.99)]
    public double HeadDropout { get; set; } = 0.1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Attention == AcmilAttention.MultiHead && Width is { } width && width % Heads != 0)
        {
            yield return new ValidationResult($"Width ({width}) is no multiple of Heads ({Heads}).", [nameof(Width)]);
        }
    }

    /// <summary>Gets the length of a projected instance for features of a length.</summary>
    internal int WidthFor(int features) => Width ?? (features == 384 ? Ceiling(128) : Ceiling((features + 1) / 2));

    private int Ceiling(int width) => (width + Heads - 1) / Heads * Heads;
}
