namespace Histo.Ssl.Training;

/// <summary>AdamW with libtorch's fused kernel: one call a group instead of a dozen a parameter.</summary>
/// <remarks>
/// w -= lr wd w; m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; w -= lr (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps).
/// Source: I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019; the kernel is torch._fused_adamw_.
/// </remarks>
public sealed class AdamWOptimizer : AdaptiveOptimizer
{
    /// <summary>Creates the optimiser.</summary>
    /// <param name="groups">Parameter groups.</param>
    /// <param name="beta1">Decay of the mean; default 0.9.</param>
    /// <param name="beta2">Decay of the mean square; default 0.999.</param>
    /// <param name="epsilon">Added to the root; default 1e-8.</param>
    public AdamWOptimizer(IReadOnlyList<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(groups, beta1, beta2, epsilon)
    {
    }

    private protected override Kernel Update => FusedKernels.AdamW;
}
