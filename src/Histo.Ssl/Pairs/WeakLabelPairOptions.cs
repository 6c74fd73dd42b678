namespace Histo.Ssl.Pairs;

/// <summary>Settings of a <see cref="WeakLabelPairSampler"/>.</summary>
public sealed class WeakLabelPairOptions
{
    /// <summary>Gets or sets whether the positive may lie in the anchor's own slide.</summary>
    /// <value>False (default): other slides only, so that a slide's stain is no clue.</value>
    public bool SameSlideAllowed { get; set; }
}
