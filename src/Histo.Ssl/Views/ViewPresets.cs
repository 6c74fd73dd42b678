namespace Histo.Ssl.Views;

/// <summary>The named augmentations.</summary>
/// <remarks>
/// Source: the official recipes are those of the methods' papers and released code; <see cref="AugmentationPreset.Histology"/> is a reconstruction of common practice, see <c>docs/views.md</c>.
/// </remarks>
public static class ViewPresets
{
    private static readonly string[] OfficialObjectives = ["barlow-twins", "vicreg", "byol", "moco-v3", "supcon", "weaksupcon", "sslp"];

    /// <summary>Returns fresh options, to be changed at will.</summary>
    /// <param name="preset">Which augmentation.</param>
    /// <param name="objective">Name of the objective, "vicreg" for example; only <see cref="AugmentationPreset.Official"/> reads it.</param>
    /// <param name="viewSize">Width and height of a view: some kernels follow it.</param>
    /// <exception cref="HistoException">HS1401: no official recipe is known for the objective.</exception>
    public static ViewSetOptions Options(AugmentationPreset preset, string objective, int viewSize) => preset switch
    {
        AugmentationPreset.Official => Official(objective, viewSize),
        AugmentationPreset.Histology => new ViewSetOptions { First = Histology(viewSize), Second = Histology(viewSize) },
        AugmentationPreset.Light => Light(crop: true),
        AugmentationPreset.LightNoCrop => Light(crop: false),
        AugmentationPreset.None => new ViewSetOptions { First = ViewOptions.Off(), Second = ViewOptions.Off() },
        _ => throw new HistoException(ErrorCodes.UnknownAugmentation, "there is no such augmentation", seen: preset, wanted: string.Join(", ", AugmentationPresetNames.All)),
    };

    private static ViewSetOptions Official(string objective, int viewSize) => objective switch
    {
        "barlow-twins" or "vicreg" => Asymmetric(areaMinimum: 0.08, taps: 0),
        "byol" => Asymmetric(areaMinimum: 0.08, BlurOptions.TenthOfView(viewSize)),
        "moco-v3" => Asymmetric(areaMinimum: 0.2, taps: 0),
        "supcon" or "weaksupcon" => Symmetric(jitter: 0.8),
        "sslp" => Symmetric(jitter: 1, hue: 0.4),
        _ => throw new HistoException(
            ErrorCodes.UnknownAugmentation,
            "no official augmentation is known for the objective",
            seen: objective,
            wanted: string.Join(", ", OfficialObjectives),
            action: "Choose the augmentation histology, or give the view options yourself."),
    };

    private static ViewSetOptions Asymmetric(double areaMinimum, int taps)
    {
        ViewOptions View(double blur, double solarise) => NaturalImage(areaMinimum, jitter: 0.8, saturation: 0.2, hue: 0.1, new BlurOptions { Probability = blur, Taps = taps }, solarise, ResampleFilter.Bicubic);
        return new ViewSetOptions { First = View(blur: 1, solarise: 0), Second = View(blur: 0.1, solarise: 0.2) };
    }

    private static ViewSetOptions Symmetric(double jitter, double hue = 0.1)
    {
        ViewOptions View() => NaturalImage(areaMinimum: 0.2, jitter, saturation: 0.4, hue, new BlurOptions { Probability = 0 }, solarise: 0, ResampleFilter.Bilinear);
        return new ViewSetOptions { First = View(), Second = View() };
    }

    private static ViewOptions NaturalImage(double areaMinimum, double jitter, double saturation, double hue, BlurOptions blur, double solarise, ResampleFilter filter) => new()
    {
        Crop = { AreaMinimum = areaMinimum, Filter = filter },
        FlipHorizontal = 0.5,
        FlipVertical = 0,
        QuarterTurns = false,
        Stain = { Probability = 0 },
        Color = { Probability = jitter, Brightness = 0.4, Contrast = 0.4, Saturation = saturation, Hue = hue },
        Grey = 0.2,
        Blur = blur,
        Solarise = { Probability = solarise },
    };

    // A standard deviation of 2 wipes the nuclei out of a small tile.
    private static ViewOptions Histology(int viewSize) => new() { Blur = { SigmaMaximum = viewSize >= 128 ? 2 : 1.2 } };

    private static ViewSetOptions Light(bool crop)
    {
        ViewOptions View() => new()
        {
            Crop = { Enabled = crop },
            Color = { Model = JitterModel.Linear },
            Blur = { Probability = 0.3, SigmaMaximum = 1.2, Taps = 5 },
        };
        return new ViewSetOptions { First = View(), Second = View(), Mean = new Triple(0.7f, 0.7f, 0.7f), Deviation = new Triple(0.2f, 0.2f, 0.2f) };
    }
}
