namespace Histo.Ssl.Tiling;

/// <summary>What happens when an annotation file cannot be used.</summary>
public enum BadAnnotationPolicy
{
    /// <summary>Tiling stops before any slide is tiled, with one HS1011 that names all such files: annotations are few, and a wrong one is easily put right.</summary>
    Stop,

    /// <summary>The slide is left out, with HS1011 as its outcome.</summary>
    LeaveOutSlide,

    /// <summary>The slide is tiled as if it had no annotation; HS1011 stands in its outcome.</summary>
    TileWithoutLabels,
}
