using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Reports;

/// <summary>Which tiles are shown with their nearest neighbours, and with how many.</summary>
public sealed record NeighbourPanelOptions
{
    /// <summary>Gets the number of query tiles. They take turns over the classes, and within a class over the slides.</summary>
    /// <value>1 to 100; default 6.</value>
    [Range(1, 100)]
    public int Queries { get; init; } = 6;

    /// <summary>Gets the number of neighbours of a query in other groups (patients, else slides).</summary>
    /// <value>1 to 50; default 5.</value>
    [Range(1, 50)]
    public int Neighbours { get; init; } = 5;

    /// <summary>Gets the number of neighbours of a query on its own slide, shown in a row of their own.</summary>
    /// <value>0 to 50; default 0.</value>
    [Range(0, 50)]
    public int SameSlideNeighbours { get; init; }

    /// <summary>Gets the longest side of a picture in pixels; larger tiles are scaled down.</summary>
    /// <value>16 to 1,024; default 160.</value>
    [Range(16, 1024)]
    public int MaxSide { get; init; } = 160;

    /// <summary>Gets the class of each row of the set, null for a tile without one.</summary>
    /// <value>Null (default): the annotated class, else the labelled share (negative, positive), else the label of the slide, as <see cref="ProbeTarget.Auto"/> chooses.</value>
    public IReadOnlyList<string?>? Labels { get; init; }

    /// <summary>Gets the seed by which queries are chosen.</summary>
    /// <value>0 by default.</value>
    public ulong Seed { get; init; }
}
