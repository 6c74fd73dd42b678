namespace Histo.Ssl.Mil.Training;

/// <summary>How long and on what a model learns before it is tested. [D]: the source does not fix these.</summary>
public sealed record MilUnitTestOptions
{
    /// <summary>Gets the number of features of an instance.</summary>
    /// <value>1 to 1000; 10 (default).</value>
    public int Features { get; init; } = 10;

    /// <summary>Gets the number of training bags, half of them positive.</summary>
    /// <value>2 or more; 400 (default).</value>
    public int TrainingBags { get; init; } = 400;

    /// <summary>Gets the number of test bags, and of new bags of the training kind, half of them positive.</summary>
    /// <value>2 or more; 200 (default).</value>
    public int TestBags { get; init; } = 200;

    /// <summary>Gets the number of optimiser steps.</summary>
    /// <value>1 or more; 300 (default).</value>
    public int Steps { get; init; } = 300;

    /// <summary>Gets the number of bags of a step; their losses are averaged.</summary>
    /// <value>1 or more; 8 (default).</value>
    public int BagsPerStep { get; init; } = 8;

    /// <summary>Gets the learning rate of Adam.</summary>
    /// <value>Above 0; 1e-3 (default).</value>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Gets the seed of bags, weights and dropout.</summary>
    /// <value>0 (default).</value>
    public ulong Seed { get; init; }

    internal void Validate()
    {
        (string Name, object Seen, string Wanted)? wrong =
            Features is < 1 or > 1000 ? (nameof(Features), Features, "1 to 1000")
            : TrainingBags < 2 ? (nameof(TrainingBags), TrainingBags, "2 or more")
            : TestBags < 2 ? (nameof(TestBags), TestBags, "2 or more")
            : Steps < 1 ? (nameof(Steps), Steps, "1 or more")
            : BagsPerStep < 1 ? (nameof(BagsPerStep), BagsPerStep, "1 or more")
            : !(LearningRate > 0) ? (nameof(LearningRate), LearningRate, "above 0")
            : null;
        if (wrong is { } found)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a setting of the unit tests lies outside its range", found.Name, found.Seen, found.Wanted);
        }
    }
}
