namespace Histo.Ssl.Evaluation;

/// <summary>What a purity curve compares.</summary>
public enum PurityMeasure : byte
{
    /// <summary>Labels of tiles (<see cref="LabelPurity"/>): mismatch is the share of pairs whose labels differ.</summary>
    Labels,

    /// <summary>Features of tiles (<see cref="FeaturePurity"/>): mismatch is the difference of pairs as a share of that of any two tiles of their slide; it may be above 1.</summary>
    Features,
}
