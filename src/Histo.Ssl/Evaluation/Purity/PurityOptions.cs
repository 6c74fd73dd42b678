using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Evaluation;

/// <summary>Settings of a purity curve.</summary>
public sealed class PurityOptions
{
    /// <summary>Gets or sets the greatest Chebyshev distance, in strides.</summary>
    /// <value>1 to 100; 8 (default).</value>
    [Range(1, 100)]
    public int MaxDistance { get; set; } = 8;

    /// <summary>Gets or sets the mismatch that pairs up to the recommended distance may have: of labels the share of pairs whose labels differ, of features see <see cref="FeaturePurity"/>.</summary>
    /// <value>0 to 1; 0.2 (default), a convention for labels, not a published figure. For features <see cref="FeaturePurity.DefaultMaxMismatch"/> is meant.</value>
    [Range(0.0, 1.0)]
    public double MaxMismatch { get; set; } = 0.2;

    /// <summary>Gets or sets the number of slides with pairs below which nothing is recommended.</summary>
    /// <value>1 or more; 5 (default).</value>
    [Range(1, int.MaxValue)]
    public int MinSlides { get; set; } = 5;

    /// <summary>Gets or sets the number of pairs at distance 1 below which nothing is recommended.</summary>
    /// <value>1 or more; 200 (default).</value>
    [Range(1, int.MaxValue)]
    public int MinPairs { get; set; } = 200;

    /// <summary>Gets or sets the number of resamples of slides.</summary>
    /// <value>1 or more; 1000 (default).</value>
    [Range(1, 1_000_000)]
    public int Resamples { get; set; } = 1000;

    /// <summary>Gets or sets the seed of the resamples.</summary>
    public ulong Seed { get; set; }

    internal void Validate() => OptionRules.Require(this);
}
