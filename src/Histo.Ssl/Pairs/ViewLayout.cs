namespace Histo.Ssl.Pairs;

/// <summary>The views of a pair: view 0 shows the anchor, view 1 its positive, further views are local crops of one of them.</summary>
/// <param name="LocalCrops">Local crops asked for, 0 or more.</param>
/// <param name="Policy">Which tile they show.</param>
public sealed record ViewLayout(int LocalCrops = 0, LocalCropPolicy Policy = LocalCropPolicy.AnchorOnly)
{
    /// <summary>Number of global views: the anchor's and the positive's.</summary>
    public const int GlobalViews = 2;

    /// <summary>Gets the layout of most objectives: two views, no local crops.</summary>
    public static ViewLayout Pair { get; } = new();

    /// <summary>Gets the number of local views: twice <see cref="LocalCrops"/> for <see cref="LocalCropPolicy.Both"/>.</summary>
    public int LocalViews => Policy == LocalCropPolicy.Both ? 2 * LocalCrops : LocalCrops;

    /// <summary>Gets the number of all views.</summary>
    public int Views => GlobalViews + LocalViews;

    /// <summary>Returns whether a view shows the positive; otherwise it shows the anchor.</summary>
    /// <param name="view">0 to <see cref="Views"/> - 1.</param>
    public bool ShowsPositive(int view)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(view);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(view, Views);
        int local = view - GlobalViews;
        return view == 1 || (local >= 0 && Policy switch
        {
            LocalCropPolicy.Split => local >= (LocalCrops + 1) / 2,
            LocalCropPolicy.Both => local >= LocalCrops,
            _ => false,
        });
    }
}
