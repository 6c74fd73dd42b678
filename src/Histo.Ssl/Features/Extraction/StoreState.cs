namespace Histo.Ssl.Features;

/// <summary>What stands where a slide's store belongs.</summary>
internal enum StoreState
{
    Missing,

    /// <summary>Truncated, or not what was written.</summary>
    Damaged,

    /// <summary>Made with another encoder, grid or precision, or of another slide.</summary>
    Different,

    /// <summary>Whole, and made as asked for.</summary>
    Whole,
}
