using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Views;

/// <summary>Options of the Gaussian blur; edges are mirrored without repeating the outermost pixel.</summary>
public sealed class BlurOptions : IValidatableObject
{
    /// <summary>Gets or sets how often a view is blurred.</summary>
    /// <value>0 to 1; default 0.5.</value>
    [Range(0.0, 1)]
    public double Probability { get; set; } = 0.5;

    /// <summary>Gets or sets the smallest standard deviation in pixels of the view.</summary>
    /// <value>0.01 to 50; default 0.1.</value>
    [Range(0.01, 50)]
    public double SigmaMinimum { get; set; } = 0.1;

    /// <summary>Gets or sets the largest standard deviation in pixels of the view.</summary>
    /// <value>0.01 to 50; default 2.</value>
    [Range(0.01, 50)]
    public double SigmaMaximum { get; set; } = 2;

    /// <summary>Gets or sets the number of taps of the kernel, odd.</summary>
    /// <value>0 to 255; default 0: as many as reach three standard deviations to both sides. <see cref="TenthOfView"/> gives the rule of BYOL.</value>
    [Range(0, 255)]
    public int Taps { get; set; }

    /// <summary>Returns the number of taps that the rule "a tenth of the view" gives, made odd upwards: 23 for 224 pixels.</summary>
    /// <param name="viewSize">Width and height of the view.</param>
    /// <remarks>Source: the BYOL recipe, kernel size = image size / 10.</remarks>
    public static int TenthOfView(int viewSize) => Math.Clamp((viewSize / 10) | 1, 3, 255);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SigmaMinimum > SigmaMaximum)
        {
            yield return new ValidationResult("SigmaMinimum is above SigmaMaximum.", [nameof(SigmaMinimum)]);
        }

        if (Taps != 0 && Taps % 2 == 0)
        {
            yield return new ValidationResult("Taps is even.", [nameof(Taps)]);
        }
    }
}
