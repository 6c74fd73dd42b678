namespace Histo.Ssl.Views;

/// <summary>The named augmentations.</summary>
/// <remarks>
/// Source: the official recipes are those of the methods' papers and released code; <see cref="AugmentationPreset.Histology"/> is a reconstruction of common practice, see <c>docs/views.md</c>. So are the local crops of
/// all but the official recipes.
/// </remarks>
public static class ViewPresets
{
    // Local crops have three sevenths of a view's width, 18 % of its area: from 10 to 40 % tissue is shown magnified between 0.7 and 1.4 times, for the size of nuclei means something.
    private const double LocalAreaMinimum = 0.1, LocalAreaMaximum = 0.4;

    /// <summary>Gets the names of the objectives that have an official recipe.</summary>
    public static IReadOnlyCollection<string> OfficialObjectives => OfficialRecipes.Objectives;

    /// <summary>Returns fresh options, to be changed at will.</summary>
    /// <param name="preset">Which augmentation.</param>
    /// <param name="objective">Name of the objective, "vicreg" for example; only <see cref="AugmentationPreset.Official"/> reads it.</param>
    /// <param name="viewSize">Width and height of a global view: some kernels follow it.</param>
    /// <param name="dinoV2Blur">How often the official recipe of "dinov2" blurs; nothing else reads it.</param>
    /// <exception cref="HistoException">HS1401: no official recipe is known for the objective.</exception>
    public static ViewSetOptions Options(AugmentationPreset preset, string objective, int viewSize, BlurProbability dinoV2Blur = BlurProbability.AsDocumented) => preset switch
    {
        AugmentationPreset.Official => OfficialRecipes.Options(objective, viewSize, dinoV2Blur),
        AugmentationPreset.Histology => Histology(viewSize),
        AugmentationPreset.Light => Light(crop: true),
        AugmentationPreset.LightNoCrop => Light(crop: false),
        AugmentationPreset.None => new ViewSetOptions { First = ViewOptions.Off(), Second = ViewOptions.Off(), Local = ViewOptions.Off() },
        _ => throw new HistoException(ErrorCodes.UnknownAugmentation, "there is no such augmentation", seen: preset, wanted: string.Join(", ", AugmentationPresetNames.All)),
    };

    private static ViewSetOptions Histology(int viewSize)
    {
        // A standard deviation of 2 wipes the nuclei out of a small tile.
        static ViewOptions View(int size) => new() { Blur = { SigmaMaximum = size >= 128 ? 2 : 1.2 } };
        return new ViewSetOptions { First = View(viewSize), Second = View(viewSize), Local = Small(View(LocalCropSize.For(viewSize))) };
    }

    private static ViewSetOptions Light(bool crop)
    {
        ViewOptions View() => new()
        {
            Crop = { Enabled = crop },
            Color = { Model = JitterModel.Linear },
            Blur = { Probability = 0.3, SigmaMaximum = 1.2, Taps = 5 },
        };
        return new ViewSetOptions { First = View(), Second = View(), Local = Small(View()), Mean = new Triple(0.7f, 0.7f, 0.7f), Deviation = new Triple(0.2f, 0.2f, 0.2f) };
    }

    private static ViewOptions Small(ViewOptions view)
    {
        (view.Crop.Enabled, view.Crop.AreaMinimum, view.Crop.AreaMaximum) = (true, LocalAreaMinimum, LocalAreaMaximum);
        return view;
    }
}
