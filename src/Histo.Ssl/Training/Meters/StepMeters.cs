namespace Histo.Ssl.Training;

/// <summary>What was measured at one step: one line of <c>meters.jsonl</c>.</summary>
public sealed record StepMeters
{
    /// <summary>Gets the step, 0-based.</summary>
    public required long Step { get; init; }

    /// <summary>Gets the pass over the anchors that the batch began in, 0-based.</summary>
    public required long Epoch { get; init; }

    /// <summary>Gets the loss, mean over the accumulated batches.</summary>
    public required double Loss { get; init; }

    /// <summary>Gets the unweighted terms of the loss by name.</summary>
    public required IReadOnlyDictionary<string, double> Terms { get; init; }

    /// <summary>Gets the learning rate that was used.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Gets the norm of all gradients before clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Gets the spread of the embeddings; null at steps where it was not measured.</summary>
    public EmbeddingStatistics? Embeddings { get; init; }

    /// <summary>Gets the share of each relation among the positives of the step.</summary>
    public IReadOnlyDictionary<string, double>? Relations { get; init; }

    /// <summary>Gets the share of pairs whose sampler had no candidate and fell back: empty neighbourhoods, 0 to 1.</summary>
    public double FallbackShare { get; init; }

    /// <summary>Gets the mean distance in strides of the pairs within a slide, self pairs included; null when no pair lies within a slide.</summary>
    public double? PairDistance { get; init; }

    /// <summary>Gets the seconds that the step took, waiting included.</summary>
    public double Seconds { get; init; }

    /// <summary>Gets the share of the step that was spent waiting for pixels, 0 to 1.</summary>
    public double WaitingShare { get; init; }

    /// <summary>Gets the seconds spent making views.</summary>
    public double ViewSeconds { get; init; }

    /// <summary>Gets the seconds of forward, backward and update.</summary>
    public double ComputeSeconds { get; init; }

    /// <summary>Gets the images (views) a second that the step handled.</summary>
    public double ImagesPerSecond { get; init; }
}
