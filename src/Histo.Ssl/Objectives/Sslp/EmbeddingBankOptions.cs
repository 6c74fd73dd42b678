using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of an <see cref="EmbeddingBank"/>.</summary>
public sealed class EmbeddingBankOptions
{
    /// <summary>Gets or sets the weight of the <em>new</em> embedding in an update.</summary>
    /// <value>Above 0, to 1; default 0.5, as in the authors' code.</value>
    [Range(1e-6, 1.0)]
    public double Momentum { get; set; } = 0.5;

    /// <summary>Gets or sets the number of independent clusterings.</summary>
    /// <value>0 (none: every row agrees with every other) to 3; default 3, as in the authors' code.</value>
    [Range(0, 3)]
    public int Clusterings { get; set; } = 3;

    /// <summary>Gets or sets the number of clusters in each.</summary>
    /// <value>2 to 1,000,000; default 1,000, as in the authors' code. Never more than there are rows.</value>
    [Range(2, 1_000_000)]
    public int Clusters { get; set; } = 1000;

    /// <summary>Gets or sets the number of Lloyd iterations.</summary>
    /// <value>1 to 1,000; default 20, as in the authors' code. Ends earlier when no label changes.</value>
    [Range(1, 1000)]
    public int Iterations { get; set; } = 20;
}
