using Histo.Ssl.Mil.Aggregators;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>Hands a known derivative to a bag: the loss is the slope times the mean of the logits. Risks of several bags make one loss; each bag goes backward with its own part of it.</summary>
/// <param name="Slope">Derivative of the joint loss by this bag's risk.</param>
internal sealed record SlopeTarget(double Slope) : IBagTarget
{
    public int? ClassIndex => null;

    public Tensor Loss(Tensor logits)
    {
        using DisposeScope scope = NewDisposeScope();
        return (logits.mean() * Slope).MoveToOuterDisposeScope();
    }
}
