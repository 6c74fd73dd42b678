using Histo.Ssl.Mil.Aggregators;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>Losses of bags in evaluation, without gradient.</summary>
internal static class BagLosses
{
    /// <summary>Mean loss of the answer over bags; of survival the partial likelihood of all of them together.</summary>
    public static double? Mean(IMilAggregator model, MilTask task, BagCache bags, IReadOnlyList<LabelledBag> wanted, CancellationToken cancellation)
    {
        if (wanted.Count == 0)
        {
            return null;
        }

        model.Module.eval();
        using var noGrad = no_grad();
        var values = new List<double>();
        foreach (LabelledBag each in wanted)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            using BagLease lease = bags.Borrow(each);
            MilOutput output = model.Forward(new MilInput(lease.Bag));
            Tensor value = task.TargetOf(each, model.Logits) is { } target ? target.Loss(output.Logits) : output.Logits.mean();
            values.Add(value.to(ScalarType.Float64).item<double>());
        }

        return task.Kind == TargetKind.Survival
            ? CoxLoss.Compute(values, [.. wanted.Select(bag => bag.Label.Time!.Value)], [.. wanted.Select(bag => bag.Label.Event!.Value)]).Loss
            : values.Average();
    }
}
