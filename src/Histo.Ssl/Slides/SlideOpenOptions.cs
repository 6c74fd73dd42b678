namespace Histo.Ssl.Slides;

/// <summary>What the caller knows about a slide better than its file.</summary>
public sealed record SlideOpenOptions
{
    /// <summary>Gets the microns per level-0 pixel that replace what the file says.</summary>
    /// <value>Null (default): what the file says. Otherwise 0.05 to 5.</value>
    public double? Mpp { get; init; }

    /// <summary>Gets the name of the reader to use.</summary>
    /// <value>"auto" (default): the managed reader where it supports the file, else OpenSlide. Otherwise the <see cref="ISlideReader.Name"/> of a registered reader.</value>
    public string Reader { get; init; } = "auto";
}
