namespace Histo.Ssl.Mil.Training;

/// <summary>What a slide-level model says of a bag.</summary>
public sealed record MilPrediction
{
    /// <summary>Gets the bag.</summary>
    public required string BagId { get; init; }

    /// <summary>Gets the probability of each class, in the order of the model's classes; empty where no class is predicted.</summary>
    public IReadOnlyList<double> Probabilities { get; init; } = [];

    /// <summary>Gets the predicted class by name: the most probable one, or the one that the threshold says; null where no class is predicted.</summary>
    public string? Class { get; init; }

    /// <summary>Gets the predicted number, or the log risk; null where a class is predicted.</summary>
    public double? Value { get; init; }

    /// <summary>Gets the number of instances.</summary>
    public int Instances { get; init; }
}
