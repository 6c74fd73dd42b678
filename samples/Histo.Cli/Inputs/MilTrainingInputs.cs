using System.CommandLine;
using Histo.Ssl.Mil.Training;

namespace Histo.Cli.Inputs;

/// <summary>The options by which a command changes the training of a slide-level model.</summary>
internal sealed class MilTrainingInputs
{
    private readonly Option<int?> _epochs = new("--epochs") { Description = "Epochs at most. Default: the aggregator's recipe." };
    private readonly Option<double?> _rate = new("--lr") { Description = "Learning rate. Default: the recipe's." };
    private readonly Option<double?> _decay = new("--weight-decay") { Description = "Weight decay. Default: the recipe's." };
    private readonly Option<string?> _optimizer = new("--optimizer") { Description = "sgd, adam or adamw. Default: the recipe's." };
    private readonly Option<string?> _balance = new("--balance") { Description = "Classes of different size: none, weights (in the loss) or sampling. Default: the recipe's." };
    private readonly Option<int?> _patience = new("--patience") { Description = "Epochs without improvement after which training stops. Default: the recipe's." };
    private readonly Option<int?> _instances = new("--max-tiles") { Description = "Tiles of a bag that an epoch sees at most, drawn anew each time. Default: all." };
    private readonly Option<bool> _standardise = new("--standardise") { Description = "Shift and scale each feature by the training bags' mean and deviation." };
    private readonly Option<bool> _last = new("--last-epoch") { Description = "Keep the last epoch instead of choosing one by the validation loss." };
    private readonly Option<int?> _threads = new("--compute-threads") { Description = "Threads of one tensor operation. Default: physical cores." };

    public void AddTo(Command command)
    {
        _optimizer.AcceptOnlyFromAmong("sgd", "adam", "adamw");
        _balance.AcceptOnlyFromAmong("none", "weights", "sampling");
        foreach (Option option in new Option[] { _epochs, _rate, _decay, _optimizer, _balance, _patience, _instances, _standardise, _last, _threads })
        {
            command.Options.Add(option);
        }
    }

    public MilTrainingOptions Of(ParseResult result, string aggregator, ulong seed)
    {
        MilTrainingOptions options = MilRecipe.For(aggregator);
        options.Seed = seed;
        options.Epochs = result.GetValue(_epochs) ?? options.Epochs;
        options.LearningRate = result.GetValue(_rate) ?? options.LearningRate;
        options.WeightDecay = result.GetValue(_decay) ?? options.WeightDecay;
        options.Optimizer = result.GetValue(_optimizer) ?? options.Optimizer;
        options.Balance = result.GetValue(_balance) is { } balance ? Enum.Parse<ClassBalance>(balance, ignoreCase: true) : options.Balance;
        options.Patience = result.GetValue(_patience) ?? options.Patience;
        options.MaxInstances = result.GetValue(_instances);
        options.Standardise = result.GetValue(_standardise);
        options.Selection = result.GetValue(_last) ? EpochSelection.Last : options.Selection;
        if (result.GetValue(_threads) is > 0 and int threads)
        {
            TorchSharp.torch.set_num_threads(threads);
        }

        return options;
    }
}
