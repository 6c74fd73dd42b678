namespace Histo.Ssl.Views;

/// <summary>The recipes of all views of a sample and their normalisation.</summary>
public sealed class ViewRecipeSet
{
    private readonly ViewRecipe _first, _second;

    /// <summary>Creates the recipes.</summary>
    /// <param name="options">Their options; read once.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public ViewRecipeSet(ViewSetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_first, _second) = (new ViewRecipe(options.First), new ViewRecipe(options.Second));
        (Mean, Deviation) = (options.Mean, options.Deviation);
    }

    /// <summary>Gets what is subtracted from each channel.</summary>
    public Triple Mean { get; }

    /// <summary>Gets what divides each channel afterwards.</summary>
    public Triple Deviation { get; }

    /// <summary>Gets the recipe of a view: even views follow the first options, odd ones the second.</summary>
    /// <param name="view">0 or more.</param>
    public ViewRecipe this[int view] => view % 2 == 0 ? _first : _second;

    /// <summary>Returns size and normalisation of the views.</summary>
    /// <param name="size">Width and height in pixels.</param>
    public ViewOutput Output(int size) => new(size, Mean, Deviation);
}
