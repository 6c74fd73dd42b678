using Histo.Ssl.Pairs;

namespace Histo.Ssl.Views;

/// <summary>The recipes of all views of a sample and their normalisation.</summary>
public sealed class ViewRecipeSet
{
    private readonly ViewRecipe _first, _second, _local;

    /// <summary>Creates the recipes.</summary>
    /// <param name="options">Their options; read once.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public ViewRecipeSet(ViewSetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_first, _second, _local) = (new ViewRecipe(options.First), new ViewRecipe(options.Second), new ViewRecipe(options.Local));
        (Mean, Deviation, LocalSize) = (options.Mean, options.Deviation, options.LocalSize);
    }

    /// <summary>Gets what is subtracted from each channel.</summary>
    public Triple Mean { get; }

    /// <summary>Gets what divides each channel afterwards.</summary>
    public Triple Deviation { get; }

    /// <summary>Gets the width and height of local crops; null when they follow the size of the global views.</summary>
    public int? LocalSize { get; }

    /// <summary>Gets the recipe of a view: view 0 follows the first options, view 1 the second, all others those of local crops.</summary>
    /// <param name="view">0 or more.</param>
    public ViewRecipe this[int view] => view switch
    {
        0 => _first,
        < ViewLayout.GlobalViews => _second,
        _ => _local,
    };

    /// <summary>Returns size and normalisation of the views.</summary>
    /// <param name="size">Width and height in pixels.</param>
    public ViewOutput Output(int size) => new(size, Mean, Deviation);
}
