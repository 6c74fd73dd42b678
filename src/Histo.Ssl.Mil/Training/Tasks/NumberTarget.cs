using Histo.Ssl.Mil.Aggregators;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>A number to be predicted: squared distance in standardised units.</summary>
/// <param name="Value">The standardised number.</param>
internal sealed record NumberTarget(double Value) : IBagTarget
{
    public int? ClassIndex => null;

    public Tensor Loss(Tensor logits) => nn.functional.mse_loss(logits, full_like(logits, Value, requires_grad: false));
}
