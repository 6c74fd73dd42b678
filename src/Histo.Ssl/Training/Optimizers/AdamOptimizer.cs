namespace Histo.Ssl.Training;

/// <summary>Adam with an L2 term, through libtorch's fused kernel. What torch.optim.Adam's weight_decay means, and what most slide-level models were trained with.</summary>
/// <remarks>
/// g += wd w; m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; w -= lr (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps). The decay is scaled like a gradient: not the same as <see cref="AdamWOptimizer"/>.
/// Source: D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015; the kernel is torch._fused_adam_.
/// </remarks>
public sealed class AdamOptimizer : AdaptiveOptimizer
{
    /// <summary>Creates the optimiser.</summary>
    /// <param name="groups">Parameter groups.</param>
    /// <param name="beta1">Decay of the mean; default 0.9.</param>
    /// <param name="beta2">Decay of the mean square; default 0.999.</param>
    /// <param name="epsilon">Added to the root; default 1e-8.</param>
    public AdamOptimizer(IReadOnlyList<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(groups, beta1, beta2, epsilon)
    {
    }

    private protected override Kernel Update => FusedKernels.Adam;
}
