using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Randomness;
using Histo.Ssl.Schedules;
using Histo.Ssl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>Trains an aggregator on training bags, with validation bags to choose the epoch. It never sees test bags: nothing hands them to it.</summary>
/// <remarks>
/// One bag at a time, in an order of its own each epoch; libtorch's generator is seeded from (seed, step) before each bag, so a training is a function of its inputs and settings. Survival compares a group of bags: their risks are computed
/// without gradient, the partial likelihood gives each bag its slope, and each bag goes forward again with the same dropout, and backward; memory is that of one bag.
/// </remarks>
/// <param name="options">Settings.</param>
public sealed class MilTrainer(MilTrainingOptions options)
{
    /// <summary>Trains.</summary>
    /// <param name="model">Its weights are changed; ends in evaluation mode with the weights of the chosen epoch. On its device.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="source">Gives the bags.</param>
    /// <param name="training">Bags to learn from.</param>
    /// <param name="validation">Bags that choose the epoch; may be empty where nothing is chosen.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between bags.</param>
    /// <returns>Curves and the chosen epoch.</returns>
    /// <exception cref="HistoException">HS0001: a setting is out of range. HS2047: the epoch is to be chosen and there are no validation bags. HS1701: the loss is not a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public MilTrainingResult Train(
        IMilAggregator model, MilTask task, IBagSource source, IReadOnlyList<LabelledBag> training, IReadOnlyList<LabelledBag> validation, IProgress<EpochMeters>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        options.Validate();
        if (options.Selection == EpochSelection.ValidationLoss && validation.Count == 0)
        {
            throw new HistoException(ErrorCodes.ValidationMissing, "the epoch is chosen by the validation loss, and there are no validation bags", nameof(MilTrainingOptions.Selection), 0, "1 or more", "Raise the validation share, or keep the last epoch.");
        }

        using var bags = new BagCache(source, (long)options.CacheMegabytes << 20, Device(model));
        using Optimizer optimizer = CreateOptimizer(model);
        using var best = new BestWeights(model.Module);
        using var pause = new CollectionPause();
        var schedule = new CosineSchedule { Base = options.LearningRate, Final = options.LearningRate * options.FinalLearningRateShare, TotalSteps = options.Epochs };
        var epochs = new List<EpochMeters>();
        int first = (int)(options.WarmupShare * options.Epochs), since = 0;
        for (int epoch = 0; epoch < options.Epochs && since < options.Patience; epoch++)
        {
            double rate = schedule.At(epoch);
            (double loss, Dictionary<string, double> terms) = new TrainingEpoch(options, model, task, bags, optimizer, pause, cancellation).Run(epoch, rate, training);
            double? held = BagLosses.Mean(model, task, bags, validation, cancellation);
            epochs.Add(new EpochMeters(epoch, rate, loss, held, terms));
            progress?.Report(epochs[^1]);
            bool chosen = options.Selection == EpochSelection.Last ? epoch == options.Epochs - 1 : epoch >= first && best.Improves(held!.Value);
            if (chosen)
            {
                best.Keep(epoch, held ?? loss);
            }

            since = chosen || epoch < first || options.Selection == EpochSelection.Last ? 0 : since + 1;
        }

        best.Restore();
        model.Module.eval();
        return new MilTrainingResult(epochs, best.Epoch ?? epochs[^1].Epoch);
    }

    private static Device Device(IMilAggregator model) => model.Module.parameters().First().device;

    private Optimizer CreateOptimizer(IMilAggregator model) => OptimizerFactory.Create(
        new OptimizationOptions { Optimizer = options.Optimizer },
        [new ParameterGroup("all", [.. model.Module.named_parameters().Where(each => each.parameter.requires_grad).Select(each => new NamedParameter(each.name, each.parameter))]) { WeightDecay = options.WeightDecay }]);
}
