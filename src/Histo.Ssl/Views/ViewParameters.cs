namespace Histo.Ssl.Views;

/// <summary>Everything that makes one view of one tile: a plain record that can be logged and replayed.</summary>
/// <remarks>
/// Drawn first, as a pure function of (seed, step, row, view), then applied by an <see cref="IViewExecutor"/> in the order of the members: geometry in one sampling, stain, colour jitter in
/// <see cref="JitterOrder"/>, grey, blur, solarise, normalise. Coordinates of the crop are pixels of the tile. A default record is not a view (its crop is empty): start from <see cref="WholeTile"/>.
/// </remarks>
public record struct ViewParameters
{
    /// <summary>Gets or sets the left edge of the crop in tile pixels.</summary>
    public float CropX { get; set; }

    /// <summary>Gets or sets the top edge of the crop in tile pixels.</summary>
    public float CropY { get; set; }

    /// <summary>Gets or sets the width of the crop in tile pixels.</summary>
    public float CropWidth { get; set; }

    /// <summary>Gets or sets the height of the crop in tile pixels.</summary>
    public float CropHeight { get; set; }

    /// <summary>Gets or sets the filter that resamples the crop.</summary>
    public ResampleFilter Filter { get; set; }

    /// <summary>Gets or sets whether the view is mirrored left to right (after cropping, before turning).</summary>
    public bool FlipHorizontal { get; set; }

    /// <summary>Gets or sets whether the view is mirrored top to bottom (after cropping, before turning).</summary>
    public bool FlipVertical { get; set; }

    /// <summary>Gets or sets the number of counter-clockwise quarter turns, 0 to 3.</summary>
    public byte QuarterTurns { get; set; }

    /// <summary>Gets or sets whether stain jitter is applied.</summary>
    public bool StainJitter { get; set; }

    /// <summary>Gets or sets how colours are turned into stains.</summary>
    public StainConvention StainConvention { get; set; }

    /// <summary>Gets or sets the optical density below which, in all three channels, a pixel is background and keeps its colour; 0 for no such rule.</summary>
    public float StainGuard { get; set; }

    /// <summary>Gets or sets the factors of the haematoxylin, eosin and residual stains.</summary>
    public Triple StainScale { get; set; }

    /// <summary>Gets or sets the shifts of the haematoxylin, eosin and residual stains, in the units of <see cref="StainConvention"/>.</summary>
    public Triple StainShift { get; set; }

    /// <summary>Gets or sets whether colour jitter is applied.</summary>
    public bool ColorJitter { get; set; }

    /// <summary>Gets or sets which arithmetic colour jitter and grey follow.</summary>
    public JitterModel JitterModel { get; set; }

    /// <summary>Gets or sets the brightness factor; 1 leaves as is.</summary>
    public float Brightness { get; set; }

    /// <summary>Gets or sets the contrast factor about the view's mean grey; 1 leaves as is.</summary>
    public float Contrast { get; set; }

    /// <summary>Gets or sets the saturation factor; 1 leaves as is.</summary>
    public float Saturation { get; set; }

    /// <summary>Gets or sets the hue shift in turns, -0.5 to 0.5; 0 leaves as is.</summary>
    public float Hue { get; set; }

    /// <summary>Gets or sets which permutation of brightness, contrast, saturation, hue is applied: 0 to 23 in lexicographic order. Without meaning for <see cref="JitterModel.Linear"/>.</summary>
    public byte JitterOrder { get; set; }

    /// <summary>Gets or sets whether the view is turned to grey.</summary>
    public bool Grey { get; set; }

    /// <summary>Gets or sets the standard deviation of the Gaussian blur in output pixels; 0 for none.</summary>
    public float BlurSigma { get; set; }

    /// <summary>Gets or sets the number of taps of the blur, odd; 0 for as many as reach three standard deviations to both sides.</summary>
    public int BlurTaps { get; set; }

    /// <summary>Gets or sets whether values at or above <see cref="SolariseThreshold"/> are inverted.</summary>
    public bool Solarise { get; set; }

    /// <summary>Gets or sets the threshold of solarisation in 0..1.</summary>
    public float SolariseThreshold { get; set; }

    /// <summary>Returns the parameters that show a tile as it is.</summary>
    /// <param name="tileSize">Width and height of the tile.</param>
    public static ViewParameters WholeTile(int tileSize) => new()
    {
        CropWidth = tileSize,
        CropHeight = tileSize,
        StainScale = new Triple(1, 1, 1),
        Brightness = 1,
        Contrast = 1,
        Saturation = 1,
    };
}
