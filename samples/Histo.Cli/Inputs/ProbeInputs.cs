using System.CommandLine;
using System.Globalization;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Views;

namespace Histo.Cli.Inputs;

/// <summary>The options that say what is probed and how.</summary>
internal sealed class ProbeInputs
{
    public const string Linear = "linear", FineTuned = "finetune";

    private readonly Option<string?> _probe = new("--probe")
    {
        Description = "One probe only: knn, logistic, few-shot, clustering; linear (one layer by SGD on frozen features, as papers report it); finetune (the encoder is trained on too). Default: the first four in one report.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _threshold = new("--label-threshold") { Description = "Labelled shares up to LOW are negative, from HIGH on positive, tiles between are left out. Default: 0.25,0.75.", HelpName = "LOW,HIGH" };
    private readonly Option<int?> _folds = new("--folds") { Description = "Folds; a group (manifest column group, else patient, else slide) is never split. Default: 5." };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Seed of all draws. Default: 0." };
    private readonly Option<int?> _innerFolds = new("--inner-folds") { Description = "logistic: so many folds within each training part choose the penalty C from 1e-4 to 1e2. Default: C is 0.01.", HelpName = "N" };
    private readonly Option<bool> _map = new("--map") { Description = "Cluster a t-SNE map too (tsneNmi, tsneAri): many seconds." };
    private readonly Option<int?> _epochs = new("--epochs") { Description = "linear, finetune: how often every training tile is seen. Default: 100; finetune 5." };
    private readonly Option<int?> _batch = new("--batch") { Description = "linear, finetune: tiles of a step. Default: 256; finetune 32." };
    private readonly Option<double?> _learningRate = new("--learning-rate") { Description = "linear: rate for a batch of 256 (default 0.3). finetune: rate of the encoder (default 1e-4); the layer behind it has ten times that; 0 trains that layer only." };
    private readonly Option<bool> _batchNorm = new("--batch-norm") { Description = "linear: normalise features by batch first, for features much smaller or larger than 1." };
    private readonly Option<string?> _augmentation = new("--augmentation") { Description = "finetune: how training tiles are changed: histology, light, light-no-crop (default), none." };

    public ProbeInputs()
    {
        _probe.AcceptOnlyFromAmong("knn", "logistic", "few-shot", "clustering", Linear, FineTuned);
        _augmentation.AcceptOnlyFromAmong("histology", "light", "light-no-crop", "none");
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _probe, _threshold, _folds, _seed, _innerFolds, _map, _epochs, _batch, _learningRate, _batchNorm, _augmentation })
        {
            command.Options.Add(option);
        }
    }

    public string? Probe(ParseResult result) => result.GetValue(_probe);

    /// <summary>The options of the report, and of the probe that is named.</summary>
    public ProbeOptions Report(ParseResult result)
    {
        Refuse(result, "the report", _epochs, _batch, _learningRate, _batchNorm, _augmentation);
        var options = new ProbeOptions { Map = result.GetValue(_map), InnerFolds = result.GetValue(_innerFolds) };
        options.Shots = Probe(result) is null or "few-shot" ? options.Shots : [];
        return Labels(result, options);
    }

    public LinearProbeOptions LinearOptions(ParseResult result)
    {
        Refuse(result, Linear, _innerFolds, _map, _augmentation);
        var options = new LinearProbeOptions { BatchNorm = result.GetValue(_batchNorm) };
        options.Epochs = result.GetValue(_epochs) ?? options.Epochs;
        options.BatchSize = result.GetValue(_batch) ?? options.BatchSize;
        options.LearningRate = result.GetValue(_learningRate) ?? options.LearningRate;
        return Labels(result, options);
    }

    public FineTuningOptions FineTuningOptions(ParseResult result)
    {
        Refuse(result, FineTuned, _innerFolds, _map, _batchNorm);
        var options = new FineTuningOptions();
        options.Epochs = result.GetValue(_epochs) ?? options.Epochs;
        options.BatchSize = result.GetValue(_batch) ?? options.BatchSize;
        if (result.GetValue(_learningRate) is { } rate)
        {
            (options.EncoderLearningRate, options.HeadLearningRate) = (rate, rate == 0 ? options.HeadLearningRate : 10 * rate);
        }

        options.Augmentation = result.GetValue(_augmentation) is { } name ? AugmentationPresetNames.Parse(name) : options.Augmentation;
        return Labels(result, options);
    }

    private T Labels<T>(ParseResult result, T options)
        where T : LabelledTileOptions
    {
        string text = result.GetValue(_threshold) ?? "0.25,0.75";
        double[] values = [.. text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        if (values.Length != 2 || !values.All(double.IsFinite))
        {
            throw new UsageException($"--label-threshold {text}: write LOW,HIGH, for example 0.25,0.75");
        }

        (options.LowShare, options.HighShare) = (values[0], values[1]);
        options.Folds = result.GetValue(_folds) ?? 5;
        options.Seed = result.GetValue(_seed) ?? 0;
        return options;
    }

    // An option that would do nothing is a mistake.
    private static void Refuse(ParseResult result, string probe, params Option[] options)
    {
        if (Array.Find(options, option => result.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new UsageException($"{given.Name} has no effect on {probe}");
        }
    }
}
