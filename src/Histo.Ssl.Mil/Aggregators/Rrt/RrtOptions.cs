using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of RRT-MIL.</summary>
/// <remarks>The authors' choices of (kernel, slots) a data set: CAMELYON16 with ResNet-50 features 15, 1; with PLIP features 9, 3; TCGA lung 21, 5 and 13, 3.</remarks>
public sealed class RrtOptions : IValidatableObject
{
    /// <summary>Gets or sets the length of a token; a multiple of <see cref="Heads"/> and of <see cref="CrossHeads"/>.</summary>
    /// <value>512 (default).</value>
    [Range(1, 1 << 16)]
    public int Width { get; set; } = 512;

    /// <summary>Gets or sets the number of heads of the attention within regions.</summary>
    /// <value>8 (default).</value>
    [Range(1, 1 << 10)]
    public int Heads { get; set; } = 8;

    /// <summary>Gets or sets the number of regions along a side, for the attention within regions only: the attention across regions always has 8, as in the original.</summary>
    /// <value>8 (default): 64 regions.</value>
    [Range(1, 1 << 10)]
    public int Regions { get; set; } = 8;

    /// <summary>Gets or sets the length of the positional convolution of the attention within regions; odd.</summary>
    /// <value>15 (default).</value>
    [Range(1, 1 << 10)]
    public int Kernel { get; set; } = 15;

    /// <summary>Gets or sets the number of representatives a region sends to the attention across regions.</summary>
    /// <value>3 (default).</value>
    [Range(1, 1 << 10)]
    public int Slots { get; set; } = 3;

    /// <summary>Gets or sets the number of heads of the attention across regions.</summary>
    /// <value>8 (default).</value>
    [Range(1, 1 << 10)]
    public int CrossHeads { get; set; } = 8;

    /// <summary>Gets or sets whether a network with one hidden layer (a quarter of the width, tanh) chooses the representatives, rather than one matrix.</summary>
    /// <value>False (default).</value>
    public bool SlotNetwork { get; set; }

    /// <summary>Gets or sets whether the projected instances are added to the result of both layers.</summary>
    /// <value>False (default).</value>
    public bool Shortcut { get; set; }

    /// <summary>Gets or sets the hidden size of the pooling attention.</summary>
    /// <value>128 (default).</value>
    [Range(1, 1 << 16)]
    public int PoolWidth { get; set; } = 128;

    /// <summary>Gets or sets the bend in the pooling attention.</summary>
    /// <value><see cref="RrtActivation.Relu"/> (default), as in the authors' class; their commands say tanh.</value>
    [EnumDataType(typeof(RrtActivation))]
    public RrtActivation PoolActivation { get; set; } = RrtActivation.Relu;

    /// <summary>Gets or sets the dropout of the projected instances.</summary>
    /// <value>0.25 (default).</value>
    [Range(0, 0.99)]
    public double Dropout { get; set; } = 0.25;

    /// <summary>Gets or sets the dropout behind both attentions' output layers.</summary>
    /// <value>0.1 (default).</value>
    [Range(0, 0.99)]
    public double AttentionDropout { get; set; } = 0.1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Width % Heads != 0 || Width % CrossHeads != 0)
        {
            yield return new ValidationResult($"Width ({Width}) is no multiple of Heads ({Heads}) and CrossHeads ({CrossHeads}).", [nameof(Width)]);
        }

        if (SlotNetwork && Width < 4)
        {
            yield return new ValidationResult($"Width ({Width}) is below 4, which SlotNetwork divides by 4.", [nameof(Width)]);
        }

        if (Kernel % 2 == 0)
        {
            yield return new ValidationResult($"Kernel ({Kernel}) is even.", [nameof(Kernel)]);
        }
    }
}
