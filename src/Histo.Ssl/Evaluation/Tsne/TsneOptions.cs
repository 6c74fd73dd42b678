using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Evaluation;

/// <summary>How a t-SNE runs. The defaults are those of scikit-learn.</summary>
public sealed record TsneOptions
{
    /// <summary>Gets the perplexity: about how many neighbours of a row count.</summary>
    /// <value>Above 1 and below the number of rows less one; default 30.</value>
    [Range(1.0, 10_000)]
    public double Perplexity { get; init; } = 30;

    /// <summary>Gets the most iterations, those of early exaggeration included.</summary>
    /// <value>1 to 1,000,000; default 1,000.</value>
    [Range(1, 1_000_000)]
    public int Iterations { get; init; } = 1000;

    /// <summary>Gets how many of the first iterations exaggerate the attraction.</summary>
    /// <value>0 to 1,000,000; default 250.</value>
    [Range(0, 1_000_000)]
    public int ExaggerationIterations { get; init; } = 250;

    /// <summary>Gets how much stronger attraction is in those iterations.</summary>
    /// <value>1 to 1,000; default 12.</value>
    [Range(1.0, 1000)]
    public double EarlyExaggeration { get; init; } = 12;

    /// <summary>Gets the learning rate.</summary>
    /// <value>Above 0; default null: rows / <see cref="EarlyExaggeration"/> / 4, at least 50.</value>
    [Range(1e-6, 1e9)]
    public double? LearningRate { get; init; }

    /// <summary>Gets the norm of the gradient below which a run ends. Asked for every 50 iterations.</summary>
    /// <value>0 or more; default 1e-7.</value>
    [Range(0.0, 1e9)]
    public double MinGradientNorm { get; init; } = 1e-7;

    /// <summary>Gets after how many iterations without a lower divergence a run ends, once exaggeration is over. Asked for every 50 iterations.</summary>
    /// <value>50 to 1,000,000; default 300.</value>
    [Range(50, 1_000_000)]
    public int PatienceIterations { get; init; } = 300;

    /// <summary>Gets where the points begin unless coordinates are given.</summary>
    /// <value>Default <see cref="TsneStart.Principal"/>.</value>
    public TsneStart Start { get; init; }

    /// <summary>Gets the seed of random starts.</summary>
    /// <value>0 by default.</value>
    public ulong Seed { get; init; }

    /// <summary>Gets how the forces between points are computed.</summary>
    /// <value>Default <see cref="TsneMethod.Auto"/>: exactly below 5,000 rows.</value>
    public TsneMethod Method { get; init; }

    /// <summary>Gets how coarse <see cref="TsneMethod.BarnesHut"/> is: a cell of points counts as one body where its diagonal is shorter than this share of its distance.</summary>
    /// <value>0 (every point by itself) to 1; default 0.5. Not used by the exact method.</value>
    [Range(0.0, 1.0)]
    public double Theta { get; init; } = 0.5;

    /// <summary>Gets the most rows of the exact method, whose memory is 8 bytes and whose time is an inverse a pair of rows, each iteration. <see cref="TsneMethod.BarnesHut"/> takes up to 1,000,000 rows.</summary>
    /// <value>4 to 100,000; default 10,000: 0.75 GiB.</value>
    [Range(4, 100_000)]
    public int MaxRows { get; init; } = 10_000;
}
