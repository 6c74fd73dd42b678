namespace Histo.Ssl.Views;

/// <summary>The augmentations that the methods were published with.</summary>
/// <remarks>
/// Source: the code of each method (docs/views.md has repository, file and commit): facebookresearch/barlowtwins, vicreg, simsiam, moco, moco-v3, swav, dino, dinov2; google-deepmind/deepmind-research byol;
/// google-research/simclr; HobbitLong/SupContrast; BzhangURU/Paper_WeakSupCon_for_MIL; HHHedo/SGCL.
/// </remarks>
internal static class OfficialRecipes
{
    private static readonly OfficialRecipe Byol = new()
    {
        AreaMinimum = 0.08,
        Filter = ResampleFilter.Bicubic,
        Jitter = (0.4, 0.2, 0.1),
        Blur = (1, 0.1, 0.5),
        Solarise = 0.2,
    };

    private static readonly OfficialRecipe MoCo = new() { AreaMinimum = 0.2, Jitter = (0.4, 0.4, 0.1), Blur = (0.5, 0.5, 0.5) };

    private static readonly OfficialRecipe SupCon = MoCo with { Blur = default };

    private static readonly OfficialRecipe Sslp = SupCon with { Jitter = (0.4, 0.4, 0.4), JitterProbability = 1 };

    private static readonly SortedDictionary<string, OfficialRecipe> Known = new(StringComparer.Ordinal)
    {
        ["barlow-twins"] = Byol,
        ["byol"] = Byol with { Taps = BlurOptions.TenthOfView },
        ["dino"] = Byol with { AreaMinimum = 0.4, LocalArea = (0.05, 0.4) },
        ["dinov2"] = Byol with { AreaMinimum = 0.32, LocalArea = (0.05, 0.32), Taps = static _ => 9 },
        ["moco-v2"] = MoCo,
        ["moco-v3"] = Byol with { AreaMinimum = 0.2, Filter = ResampleFilter.Bilinear },

        // The multi-crop variant crops 20 to 56 % of a fixed quadrant: here the same areas of the whole tile, anywhere.
        ["sgcl"] = Sslp with { LocalArea = (0.05, 0.14) },
        ["simclr"] = new() { AreaMinimum = 0.08, Filter = ResampleFilter.Bicubic, Jitter = (0.8, 0.8, 0.2), Blur = (0.5, 0.5, 0.5), Taps = BlurOptions.TenthOfView },
        ["simsiam"] = MoCo,
        ["sslp"] = Sslp,
        ["supcon"] = SupCon,
        ["swav"] = MoCo with { AreaMinimum = 0.14, LocalArea = (0.05, 0.14), Jitter = (0.8, 0.8, 0.2), Deviation = new Triple(0.228f, 0.224f, 0.225f) },
        ["vicreg"] = Byol,
        ["weaksupcon"] = SupCon,
    };

    public static IReadOnlyCollection<string> Objectives => Known.Keys;

    public static ViewSetOptions Options(string objective, int viewSize, BlurProbability dinoV2Blur)
    {
        if (!Known.TryGetValue(objective, out OfficialRecipe? recipe))
        {
            throw new HistoException(
                ErrorCodes.UnknownAugmentation,
                "no official augmentation is known for the objective",
                seen: objective,
                wanted: string.Join(", ", Objectives),
                action: "Choose the augmentation histology, or give the view options yourself.");
        }

        bool inverted = objective == "dinov2" && dinoV2Blur == BlurProbability.AsTrained;
        return (inverted ? recipe with { Blur = (1 - recipe.Blur.First, 1 - recipe.Blur.Second, 1 - recipe.Blur.Local) } : recipe).Options(viewSize);
    }
}
