namespace Histo.Ssl.Views;

/// <summary>Size and normalisation of a view.</summary>
/// <param name="Size">Width and height in pixels.</param>
/// <param name="Mean">Subtracted from each channel, in 0..1.</param>
/// <param name="Deviation">Divides each channel afterwards.</param>
public sealed record ViewOutput(int Size, Triple Mean, Triple Deviation)
{
    /// <summary>Gets the channel means of ImageNet, which the official recipes use.</summary>
    public static Triple ImageNetMean { get; } = new(0.485f, 0.456f, 0.406f);

    /// <summary>Gets the channel deviations of ImageNet, which the official recipes use.</summary>
    public static Triple ImageNetDeviation { get; } = new(0.229f, 0.224f, 0.225f);

    /// <summary>Creates an output normalised with the values of ImageNet.</summary>
    /// <param name="size">Width and height in pixels.</param>
    public static ViewOutput ImageNet(int size) => new(size, ImageNetMean, ImageNetDeviation);
}
