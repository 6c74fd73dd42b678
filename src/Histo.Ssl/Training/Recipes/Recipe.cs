namespace Histo.Ssl.Training;

/// <summary>A named set of options: the objective, heads, optimiser, schedules and augmentation of a published recipe, or a small one for trials.</summary>
/// <remarks>
/// A recipe never sets the number of steps, the batch size, the sampler or the tiles: those are the user's. Rates that follow the batch do so through <see cref="OptimizationOptions.LearningRateScaling"/>, lengths are shares of the run.
/// <see cref="Differences"/> says what differs from the source. Apply a recipe to fresh options first and change single options afterwards; <see cref="Tiny"/> may follow any other.
/// <example>
/// <code>
/// PretrainOptions options = Recipe.DinoV2Small.Create();
/// options.Training.BatchSize = 64;
/// </code>
/// </example>
/// </remarks>
public sealed partial record Recipe
{
    /// <summary>Makes a recipe of an application's own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">Where the settings were read.</param>
    /// <param name="differences">What differs from the source.</param>
    /// <param name="apply">Writes it over options.</param>
    public Recipe(string name, string source, string differences, Action<PretrainOptions> apply) =>
        (Name, Source, Differences, Apply) = (name, source, differences, apply);

    /// <summary>Gets the name in options and on the console, for example "dinov2-small".</summary>
    public string Name { get; }

    /// <summary>Gets where the settings were read.</summary>
    public string Source { get; }

    /// <summary>Gets what differs from the source, and which settings are recalled instead of read.</summary>
    public string Differences { get; }

    /// <summary>Gets what writes the recipe over options.</summary>
    public Action<PretrainOptions> Apply { get; }

    /// <summary>Gets the recipes of this library in the order of their names.</summary>
    public static IReadOnlyList<Recipe> All => field ??= [.. new[]
    {
        BarlowTwins, VicReg, Byol, SimSiam, SimClr, SupCon, MoCoV2, MoCoV3, MoCoV3Small, SwAv, DinoSmall, DinoV2Small, DinoV2Base, DinoV2Pathology, Sslp, Sgcl, Tiny,
    }.OrderBy(recipe => recipe.Name, StringComparer.Ordinal)];

    /// <summary>Finds a recipe by its name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="HistoException">HS1706: there is none of that name.</exception>
    public static Recipe Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name)
        ?? throw new HistoException(ErrorCodes.UnknownName, "there is no such recipe", "recipe", name, string.Join(", ", All.Select(recipe => recipe.Name)));

    /// <summary>Returns fresh options with the recipe applied.</summary>
    public PretrainOptions Create()
    {
        var options = new PretrainOptions();
        Apply(options);
        return options;
    }
}
