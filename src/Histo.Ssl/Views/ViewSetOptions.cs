using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Views;

/// <summary>The options of all views of a sample and how they are normalised.</summary>
public sealed class ViewSetOptions
{
    /// <summary>The largest size of a local crop, in pixels.</summary>
    public const int LargestLocalSize = 4096;

    /// <summary>Gets or sets the options of view 0, the anchor's.</summary>
    public ViewOptions First { get; set; } = new();

    /// <summary>Gets or sets the options of view 1, the positive's.</summary>
    public ViewOptions Second { get; set; } = new();

    /// <summary>Gets or sets the options of all further views: the local crops of multi-crop objectives. Without effect for others.</summary>
    /// <value>Default: those of a view with crops of 10 to 40 % of the area, see <see cref="AugmentationPreset.Histology"/>.</value>
    public ViewOptions Local { get; set; } = new() { Crop = { AreaMinimum = 0.1, AreaMaximum = 0.4 } };

    /// <summary>Gets or sets the width and height of local crops in pixels.</summary>
    /// <value>1 to 4,096; default null: what <see cref="LocalCropSize.For"/> says for the size of the global views and the encoder's patches.</value>
    [Range(1, LargestLocalSize)]
    public int? LocalSize { get; set; }

    /// <summary>Gets or sets what is subtracted from each channel, in 0..1.</summary>
    /// <value>Default: ImageNet's.</value>
    public Triple Mean { get; set; } = ViewOutput.ImageNetMean;

    /// <summary>Gets or sets what divides each channel afterwards.</summary>
    /// <value>Above 0; default: ImageNet's.</value>
    public Triple Deviation { get; set; } = ViewOutput.ImageNetDeviation;

    /// <summary>Checks all values.</summary>
    /// <exception cref="HistoException">HS0001: a value lies outside its range or contradicts another.</exception>
    public void Validate()
    {
        if (First is null || Second is null || Local is null)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a view has no options", "Views");
        }

        First.Validate();
        Second.Validate();
        Local.Validate();
        if (LocalSize is < 1 or > LargestLocalSize)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "local crops have an impossible size", "Views.LocalSize", LocalSize, $"1 to {LargestLocalSize} pixels");
        }

        bool divides = Deviation is { First: > 0 and < float.PositiveInfinity, Second: > 0 and < float.PositiveInfinity, Third: > 0 and < float.PositiveInfinity };
        if (!divides)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the views cannot be divided by their deviation", "Views.Deviation", Deviation, "finite numbers above 0");
        }

        if (!float.IsFinite(Mean.First + Mean.Second + Mean.Third))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the mean of the views is not a number", "Views.Mean", Mean, "finite numbers");
        }
    }
}
