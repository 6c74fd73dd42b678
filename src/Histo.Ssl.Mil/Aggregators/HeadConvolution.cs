using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A convolution along the sequence with one kernel a head: (B, H, N, d) to the same shape, zeros beyond the ends.</summary>
internal sealed class HeadConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    // Only there so that weight files match; see RegionSelfAttention.
    private readonly Parameter? bias;

    /// <param name="heads">Number of heads H.</param>
    /// <param name="kernel">Length of the kernel, odd.</param>
    /// <param name="idleBias">Whether there is a parameter "bias", which nothing adds.</param>
    public HeadConvolution(long heads, int kernel, bool idleBias = false)
        : base(nameof(HeadConvolution))
    {
        // Uninitialised: the aggregator draws the values.
        weight = nn.Parameter(empty(heads, 1, kernel, 1));
        weight.DetachFromDisposeScope();
        bias = idleBias ? nn.Parameter(zeros(heads)) : null;
        bias?.DetachFromDisposeScope();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.conv2d(input, weight, null, padding: [weight.size(2) / 2, 0], groups: weight.size(0));
}
