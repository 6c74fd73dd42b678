using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Training;

namespace Histo.Ssl.Mil.Comparison;

/// <summary>How a comparison judges encoders by a slide-level model.</summary>
public sealed class MilJudgeOptions
{
    /// <summary>Gets or sets the width and height in tiles of the blocks that annotated slides are cut into, each block a bag.</summary>
    /// <value>1 to 1,000; null (default): a slide is a bag, with the slide's label.</value>
    public int? Block { get; set; }

    /// <summary>Gets or sets the annotated share of a block's area from which it is positive. A block without annotated area is negative; what lies between is left out. Without <see cref="Block"/> it means nothing.</summary>
    /// <value>Above 0 to 1; 0.2 (default).</value>
    public double PositiveShare { get; set; } = 0.2;

    /// <summary>Gets or sets the aggregator and its settings.</summary>
    /// <value>gated-abmil (default).</value>
    public AggregatorOptions Aggregator { get; set; } = new();

    /// <summary>Gets or sets the settings of each training. The seed of a run is added to its seed.</summary>
    /// <value>Their defaults.</value>
    public MilTrainingOptions Training { get; set; } = new();

    /// <summary>Gets or sets the number of folds; a group (patient, mosaic) is never split.</summary>
    /// <value>2 to 100; 5 (default).</value>
    public int Folds { get; set; } = 5;

    /// <summary>Gets or sets the share of the training groups that choose the epoch.</summary>
    /// <value>0 to 0.9; 0.2 (default); 0 where the last epoch is kept.</value>
    public double ValidationShare { get; set; } = 0.2;

    internal void Validate()
    {
        Require(Block is null or (>= 1 and <= 1000), nameof(Block), Block, "1 to 1,000, or null");
        Require(PositiveShare is > 0 and <= 1, nameof(PositiveShare), PositiveShare, "above 0 to 1");
        Require(Folds is >= 2 and <= 100, nameof(Folds), Folds, "2 to 100");
        Require(ValidationShare is >= 0 and <= 0.9, nameof(ValidationShare), ValidationShare, "0 to 0.9");
        Training.Validate();
    }

    private static void Require(bool holds, string name, object? seen, string wanted)
    {
        if (!holds)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "an option lies outside its range", $"{nameof(MilJudgeOptions)}.{name}", seen, wanted);
        }
    }
}
