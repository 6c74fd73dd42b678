using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Views;

/// <summary>What a view is drawn from. The defaults are those of <see cref="AugmentationPreset.Histology"/>, a reconstruction of common practice.</summary>
public sealed class ViewOptions
{
    /// <summary>Gets or sets the crop.</summary>
    public CropOptions Crop { get; set; } = new();

    /// <summary>Gets or sets how often a view is mirrored left to right.</summary>
    /// <value>0 to 1; default 0.5.</value>
    [Range(0.0, 1)]
    public double FlipHorizontal { get; set; } = 0.5;

    /// <summary>Gets or sets how often a view is mirrored top to bottom.</summary>
    /// <value>0 to 1; default 0.5: tissue has no upright.</value>
    [Range(0.0, 1)]
    public double FlipVertical { get; set; } = 0.5;

    /// <summary>Gets or sets whether a view is turned by 0, 90, 180 or 270 degrees, each equally often.</summary>
    /// <value>Default true.</value>
    public bool QuarterTurns { get; set; } = true;

    /// <summary>Gets or sets stain jitter.</summary>
    public StainOptions Stain { get; set; } = new();

    /// <summary>Gets or sets colour jitter.</summary>
    public ColorJitterOptions Color { get; set; } = new();

    /// <summary>Gets or sets how often a view is turned to grey.</summary>
    /// <value>0 to 1; default 0.1.</value>
    [Range(0.0, 1)]
    public double Grey { get; set; } = 0.1;

    /// <summary>Gets or sets the blur.</summary>
    public BlurOptions Blur { get; set; } = new();

    /// <summary>Gets or sets solarisation.</summary>
    public SolariseOptions Solarise { get; set; } = new();

    /// <summary>Returns options with everything switched off: the tile as it is.</summary>
    public static ViewOptions Off() => new()
    {
        Crop = { Enabled = false },
        FlipHorizontal = 0,
        FlipVertical = 0,
        QuarterTurns = false,
        Stain = { Probability = 0 },
        Color = { Probability = 0 },
        Grey = 0,
        Blur = { Probability = 0 },
    };

    /// <summary>Checks all values, those of the parts too.</summary>
    /// <exception cref="HistoException">HS0001: a value lies outside its range or contradicts another.</exception>
    public void Validate()
    {
        Check(this, "Views");
        Check(Crop, "Views.Crop");
        Check(Stain, "Views.Stain");
        Check(Color, "Views.Color");
        Check(Blur, "Views.Blur");
        Check(Solarise, "Views.Solarise");
        if (Stain.BackgroundGuard > 0 && Stain.Convention != StainConvention.NaturalOpticalDensity)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the background guard needs natural optical density", "Views.Stain.BackgroundGuard", Stain.BackgroundGuard, 0);
        }
    }

    private static void Check(object? part, string where)
    {
        if (part is null)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a part of the view options is missing", where);
        }

        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(part, new ValidationContext(part), problems, validateAllProperties: true))
        {
            string name = problems[0].MemberNames.FirstOrDefault() ?? string.Empty;
            throw new HistoException(ErrorCodes.InvalidOption, "a view option is out of range", $"{where}.{name}", part.GetType().GetProperty(name)?.GetValue(part), problems[0].ErrorMessage);
        }
    }
}
