using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Pairs;

/// <summary>Settings of pairs in feature space.</summary>
public sealed class InterPairOptions
{
    /// <summary>Gets or sets the greatest number of neighbours of a tile that positives are drawn from.</summary>
    /// <value>1 to 1,024; default 16: a reconstruction. 4 bytes a tile each.</value>
    [Range(1, 1024)]
    public int Neighbours { get; set; } = 16;

    /// <summary>Gets or sets after how many steps the neighbours are taken anew from the embedding bank.</summary>
    /// <value>Null (default): once an epoch.</value>
    [Range(1, int.MaxValue)]
    public int? RefreshEvery { get; set; }
}
