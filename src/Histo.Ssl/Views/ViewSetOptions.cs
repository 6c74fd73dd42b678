namespace Histo.Ssl.Views;

/// <summary>The options of all views of a sample and how they are normalised.</summary>
public sealed class ViewSetOptions
{
    /// <summary>Gets or sets the options of view 0, of every even view when there are more.</summary>
    public ViewOptions First { get; set; } = new();

    /// <summary>Gets or sets the options of view 1, of every odd view when there are more.</summary>
    public ViewOptions Second { get; set; } = new();

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
        if (First is null || Second is null)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a view has no options", "Views");
        }

        First.Validate();
        Second.Validate();
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
