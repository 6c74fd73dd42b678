using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What is known of a bag, and how far a prediction is from it.</summary>
/// <remarks>Aggregators with several branches hold each branch's logits against the same target.</remarks>
public interface IBagTarget
{
    /// <summary>Gets the bag's class, 0-based; null where the target is no class (regression, survival).</summary>
    int? ClassIndex { get; }

    /// <summary>Gets the factor that a loss of the aggregator's own is multiplied with where it takes the place of <see cref="Loss"/>.</summary>
    /// <value>1 (default).</value>
    double Weight => 1;

    /// <summary>Computes the loss of predictions.</summary>
    /// <param name="logits">(R, C): R predictions of this bag, with gradient; kept.</param>
    /// <returns>The mean over the rows, a scalar with gradient; the caller disposes it.</returns>
    Tensor Loss(Tensor logits);
}
