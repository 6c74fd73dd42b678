namespace Histo.Ssl.Features;

/// <summary>What became of a slide.</summary>
public enum ExtractionStatus
{
    /// <summary>Its store is whole.</summary>
    Done = 1,

    /// <summary>It has no tissue, or none that passed the filters: it has no store.</summary>
    Empty = 2,

    /// <summary>It could not be read or tiled: it has no store. The next run tries again.</summary>
    Failed = 3,

    /// <summary>Its store was made with other settings, which the present ones overwrite: the store is made anew.</summary>
    Outdated = 4,
}
