using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Training;

/// <summary>When a run counts as collapsed and is stopped.</summary>
public sealed class CollapseOptions
{
    /// <summary>Gets or sets whether a collapse stops the run.</summary>
    /// <value>True (default).</value>
    public bool Stop { get; set; } = true;

    /// <summary>Gets or sets the deviation below which the embeddings count as one point.</summary>
    /// <value>0.02 (default); see <see cref="EmbeddingStatistics.Deviation"/>.</value>
    [Range(0, 1)]
    public double MinimumDeviation { get; set; } = 0.02;

    /// <summary>Gets or sets the effective rank below which the embeddings count as a line.</summary>
    /// <value>1.5 (default); see <see cref="EmbeddingStatistics.EffectiveRank"/>.</value>
    [Range(1, 1e6)]
    public double MinimumRank { get; set; } = 1.5;

    /// <summary>Gets or sets how many readings in a row must be below.</summary>
    /// <value>5 (default).</value>
    [Range(1, 1000)]
    public int Readings { get; set; } = 5;
}
