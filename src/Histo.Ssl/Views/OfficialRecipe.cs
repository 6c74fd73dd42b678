namespace Histo.Ssl.Views;

/// <summary>The numbers in which the official augmentations for natural images differ. All of them mirror left to right with 0.5, turn to grey with 0.2 and blur with a deviation of 0.1 to 2 pixels.</summary>
internal sealed record OfficialRecipe
{
    public required double AreaMinimum { get; init; }

    // A method without local crops gets DINO's areas: nothing uses them unless the objective asks for local crops.
    public (double Minimum, double Maximum) LocalArea { get; init; } = (0.05, 0.4);

    public ResampleFilter Filter { get; init; } = ResampleFilter.Bilinear;

    /// <summary>Brightness and contrast alike, saturation, hue.</summary>
    public required (double Strength, double Saturation, double Hue) Jitter { get; init; }

    public double JitterProbability { get; init; } = 0.8;

    public (double First, double Second, double Local) Blur { get; init; }

    /// <summary>Taps of the blur for a size of view; 0: three standard deviations.</summary>
    public Func<int, int> Taps { get; init; } = static _ => 0;

    /// <summary>How often the second view is solarised; the others never are.</summary>
    public double Solarise { get; init; }

    public Triple Deviation { get; init; } = ViewOutput.ImageNetDeviation;

    public ViewSetOptions Options(int viewSize) => new()
    {
        First = View(AreaMinimum, 1, Blur.First, 0, viewSize),
        Second = View(AreaMinimum, 1, Blur.Second, Solarise, viewSize),
        Local = View(LocalArea.Minimum, LocalArea.Maximum, Blur.Local, 0, LocalCropSize.For(viewSize)),
        Deviation = Deviation,
    };

    private ViewOptions View(double areaMinimum, double areaMaximum, double blur, double solarise, int size) => new()
    {
        Crop = { AreaMinimum = areaMinimum, AreaMaximum = areaMaximum, Filter = Filter },
        FlipHorizontal = 0.5,
        FlipVertical = 0,
        QuarterTurns = false,
        Stain = { Probability = 0 },
        Color = { Probability = JitterProbability, Brightness = Jitter.Strength, Contrast = Jitter.Strength, Saturation = Jitter.Saturation, Hue = Jitter.Hue },
        Grey = 0.2,
        Blur = { Probability = blur, Taps = Taps(size) },
        Solarise = { Probability = solarise },
    };
}
