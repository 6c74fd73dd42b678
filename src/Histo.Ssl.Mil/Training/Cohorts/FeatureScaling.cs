using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>Shifts and scales each feature to mean 0 and deviation 1 over the instances it was fitted on: the training bags, never others.</summary>
/// <param name="Mean">Mean of each feature.</param>
/// <param name="Deviation">Biased deviation of each feature; 1 for a feature that never changes.</param>
public sealed record FeatureScaling(IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation)
{
    /// <summary>Fits means and deviations over all instances of some bags, in two passes and double precision.</summary>
    /// <param name="source">Gives the features.</param>
    /// <param name="bags">The training bags, at least one.</param>
    /// <param name="cancellation">Stops between bags.</param>
    internal static FeatureScaling Fit(IBagSource source, IReadOnlyList<LabelledBag> bags, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        long count = 0;
        Tensor mean = zeros([source.Width], ScalarType.Float64), squares = zeros_like(mean);
        foreach (LabelledBag each in bags)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            using Bag bag = source.Load(each);
            count += bag.Count;
            mean.add_(bag.Features.to(ScalarType.Float64).sum(dim: 0));
        }

        mean.div_(count);
        foreach (LabelledBag each in bags)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            using Bag bag = source.Load(each);
            squares.add_((bag.Features.to(ScalarType.Float64) - mean).square().sum(dim: 0));
        }

        double[] means = mean.data<double>().ToArray();
        // Below this a "deviation" is the rounding of a constant feature.
        double[] deviations = [.. squares.div_(count).sqrt().data<double>().ToArray().Select((value, i) => value > 1e-12 * Math.Abs(means[i]) && value > 0 ? value : 1)];
        return new FeatureScaling(means, deviations);
    }

    /// <summary>Scales a bag.</summary>
    /// <param name="bag">The bag; unchanged.</param>
    /// <returns>A new bag with the same positions; the caller disposes it.</returns>
    public Bag Apply(Bag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor mean = tensor([.. Mean], device: bag.Features.device), deviation = tensor([.. Deviation], device: bag.Features.device);
        return new Bag(bag.Id, ((bag.Features.to(ScalarType.Float64) - mean) / deviation).to(bag.Features.dtype), bag.Positions);
    }
}
