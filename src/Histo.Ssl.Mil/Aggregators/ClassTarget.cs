using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The class of a bag: cross entropy for softmax logits, the mean binary cross entropy over the logits for sigmoid ones.</summary>
/// <remarks>A single logit belongs to class 1 and always counts as a sigmoid.</remarks>
/// <param name="Index">The class, 0-based.</param>
/// <param name="Kind">What the logits are.</param>
/// <param name="Weight">Factor of the loss: the weight of the class; 1 for none.</param>
public sealed record ClassTarget(int Index, LogitKind Kind = LogitKind.Softmax, double Weight = 1) : IBagTarget
{
    /// <inheritdoc/>
    public int? ClassIndex => Index;

    /// <inheritdoc/>
    public Tensor Loss(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using DisposeScope scope = NewDisposeScope();
        int classes = (int)logits.size(1);
        bool single = classes == 1;
        if (Index < 0 || Index >= (single ? 2 : classes))
        {
            throw new HistoException(ErrorCodes.BagMismatch, "the model has no such class", seen: Index, wanted: $"0 to {(single ? 1 : classes - 1)}");
        }

        Tensor loss;
        if (single || Kind == LogitKind.Sigmoid)
        {
            Tensor truth = zeros_like(logits, requires_grad: false);
            if (!single || Index == 1)
            {
                truth.select(1, single ? 0 : Index).fill_(1);
            }

            loss = nn.functional.binary_cross_entropy_with_logits(logits, truth);
        }
        else
        {
            loss = nn.functional.cross_entropy(logits, full([logits.size(0)], Index, dtype: ScalarType.Int64, device: logits.device));
        }

        return (Weight == 1 ? loss : loss * Weight).MoveToOuterDisposeScope();
    }
}
