using System.CommandLine;
using System.CommandLine.Parsing;
using Histo.Cli.Output;
using Histo.Ssl;
using Histo.Ssl.Encoders;
using Histo.Ssl.Mil.WeakSupCon;
using Histo.Ssl.Objectives;
using Histo.Ssl.Training;
using Histo.Ssl.Views;

namespace Histo.Cli.Inputs;

/// <summary>The options of a run on the command line: defaults, then --config, then --recipe, then what is given, then --set.</summary>
internal sealed class PretrainInputs
{
    private static readonly WeakSupConProvider WeakSupCon = new();
    private static readonly ObjectiveCatalog Objectives = new([WeakSupCon]);
    private static readonly Recipe[] AllRecipes = [.. Recipe.All.Append(WeakSupConRecipe.Official).OrderBy(recipe => recipe.Name, StringComparer.Ordinal)];
    private readonly Option<string?> _config = new("--config") { Description = "JSON file of options; --print-config shows one. A run.json works too.", HelpName = "FILE" };
    private readonly Option<string[]> _recipe = Recipes();
    private readonly Option<string?> _objective = Choice("--objective", "What is learnt", Objectives.Names);
    private readonly Option<string?> _sampler = Choice("--sampler", "Where the positive comes from: the anchor itself (augmentation), a neighbour on the slide (spatial; intra: SSLP's 5 x 5 block), a neighbour in feature space (inter), a scheduled mixture of them (sslp), a tile of a slide with the same label (weak-label), or any tile of the slide (random-tile: control)", PairSamplerFactory.Names);
    private readonly Option<int?> _distance = new("--distance") { Description = "Greatest distance of a spatial neighbour in strides. Default: 1." };
    private readonly Option<double?> _contextProbability = new("--context-probability") { Description = "Probability that the positive is a neighbour, else the anchor itself. Default: 1." };
    private readonly Option<string?> _encoder = Choice("--encoder", "Architecture", EncoderFactory.Architectures);
    private readonly Option<int?> _width = new("--width") { Description = "Channels of the encoder's first stage, or length of a transformer's tokens. Default: the architecture's own." };
    private readonly Option<string?> _stem = Choice("--stem", "First layers: small for tiles of 64 px and less", ["small", "imagenet"]);
    private readonly Option<int?> _input = new("--input") { Description = "Width and height of the network's input; tiles are resampled to it. Default: the tile.", HelpName = "PX" };
    private readonly Option<string?> _optimizer = Choice("--optimizer", "Optimiser", OptimizerFactory.Names);
    private readonly Option<double?> _learningRate = new("--learning-rate") { Description = "Learning rate at the end of the warm-up. Default: by optimiser." };
    private readonly Option<string?> _projector = new("--projector") { Description = "Sizes of the projector's layers, for example 256-256-256.", HelpName = "H-H-O" };
    private readonly Option<string[]> _negativeLabel = new("--negative-label") { Description = "weaksupcon: label of negative slides; all others are positive. May be repeated. Default: negative and normal.", HelpName = "NAME" };
    private readonly Option<double?> _negativeShare = new("--negative-share") { Description = "weaksupcon: share of each batch that comes from negative slides. Default: 0.5." };
    private readonly Option<string?> _augmentation = Choice("--augmentation", "Preset of the views", AugmentationPresetNames.All);
    private readonly Option<string?> _device = new("--device") { Description = "cpu, cuda or cuda:n. Default: cpu." };
    private readonly Option<long?> _steps = new("--steps") { Description = "Optimiser steps; 0 writes the untrained encoder. Default: 1000." };
    private readonly Option<int?> _batch = new("--batch") { Description = "Anchors in a batch. Default: 128." };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Seed of everything random. Default: 0." };
    private readonly Option<int?> _threads = new("--threads") { Description = "Reading threads; they never change a result. Default: 2." };
    private readonly Option<int?> _computeThreads = new("--compute-threads") { Description = "Threads of one tensor operation; recorded and restored on resume. Default: physical cores." };
    private readonly Option<long?> _checkpointEvery = new("--checkpoint-every") { Description = "Steps between checkpoints. Default: 200." };
    private readonly Option<string[]> _set = new("--set") { Description = "Any other option: Section.Option=value, for example Pairs.Spatial.Border=Drop. May be repeated.", HelpName = "NAME=VALUE" };

    /// <summary>The objectives of other assemblies that the console knows.</summary>
    public static IReadOnlyList<IObjectiveProvider> Providers { get; } = [WeakSupCon];

    private IEnumerable<Option> Fixed =>
    [
        _config, _recipe, _objective, _sampler, _distance, _contextProbability, _encoder, _width, _stem, _input, _optimizer, _learningRate, _projector, _negativeLabel, _negativeShare, _augmentation, _device, _steps, _batch, _seed, _computeThreads,
        _checkpointEvery, _set,
    ];

    public void AddTo(Command command)
    {
        foreach (Option option in Fixed.Append(_threads))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>First option given that a resumed run takes from its record; null for none.</summary>
    public string? FixedByRun(ParseResult result) => Fixed.FirstOrDefault(option => IsGiven(result, option))?.Name;

    public int? ReaderThreads(ParseResult result) => result.GetValue(_threads);

    public PretrainOptions Options(ParseResult result, TilingInputs tiling, string? reader)
    {
        PretrainOptions options = result.GetValue(_config) is string file ? OptionText.ReadConfig(file) : new PretrainOptions();
        // Recipes look at the encoder; what is given explicitly is written once more behind them.
        options.Encoder.Architecture = result.GetValue(_encoder) ?? options.Encoder.Architecture;
        foreach (string recipe in result.GetValue(_recipe) ?? [])
        {
            AllRecipes.First(each => each.Name == recipe).Apply(options);
        }

        tiling.Apply(result, options.Tiling);
        options.Reader = reader ?? options.Reader;
        SetObjective(result, options.Objective);
        ApplyPairs(result, options.Pairs);
        ApplyEncoder(result, options.Encoder);
        ApplyTraining(result, options);
        if (result.GetValue(_projector) is string projector)
        {
            SetProjector(options.Objective, projector);
        }

        SetBagLabels(result, options.Objective);
        options = OptionText.Apply(options, result.GetValue(_set) ?? []);
        options.Validate(Objectives);
        return options;
    }

    private static Option<string?> Choice(string name, string description, IEnumerable<string> values)
    {
        string[] names = [.. values];
        var option = new Option<string?>(name) { Description = $"{description}: {string.Join(", ", names)}." };
        option.AcceptOnlyFromAmong(names);
        return option;
    }

    private static Option<string[]> Recipes()
    {
        string[] names = [.. AllRecipes.Select(recipe => recipe.Name)];
        var option = new Option<string[]>("--recipe")
        {
            Description = $"Objective, heads, optimiser and augmentation of a published recipe, or tiny: small heads, queues and banks for trials. May be repeated, later ones win: {string.Join(", ", names)}.",
            HelpName = "NAME",
        };
        option.AcceptOnlyFromAmong(names);
        return option;
    }

    private static void SetProjector(ObjectiveOptions objective, string sizes)
    {
        switch (objective.Name)
        {
            case BarlowTwinsObjective.ObjectiveName: objective.BarlowTwins.Projector = sizes; break;
            case VicRegObjective.ObjectiveName: objective.VicReg.Projector = sizes; break;
            case ByolObjective.ObjectiveName: objective.Byol.Projector = sizes; break;
            case SimSiamObjective.ObjectiveName: objective.SimSiam.Projector = sizes; break;
            case SimClrObjective.ObjectiveName: objective.SimClr.Projector = sizes; break;
            case SupConObjective.ObjectiveName: objective.SupCon.Projector = sizes; break;
            case MoCoV2Objective.ObjectiveName: objective.MoCoV2.Projector = sizes; break;
            case MoCoV3Objective.ObjectiveName: objective.MoCoV3.Projector = sizes; break;
            case SwAvObjective.ObjectiveName: objective.SwAv.Projector = sizes; break;
            case WeakSupConObjective.ObjectiveName: Change(objective, own => own.Projector = sizes); break;
            default: throw new UsageException($"--projector does not concern the objective '{objective.Name}': its head has options of its own, see --print-config");
        }
    }

    private static void Change(ObjectiveOptions objective, Action<WeakSupConOptions> change)
    {
        WeakSupConOptions own = WeakSupCon.Read(objective.Custom);
        change(own);
        objective.Custom = WeakSupCon.Write(own);
    }

    private static bool IsGiven(ParseResult result, Option option) => result.GetResult(option) is OptionResult { Implicit: false };

    private void SetObjective(ParseResult result, ObjectiveOptions objective)
    {
        if (result.GetValue(_objective) is string name && name != objective.Name)
        {
            (objective.Name, objective.Custom) = (name, null);
        }

        // Written out, so that --set finds the members and --print-config shows them.
        Objectives.Complete(objective);
    }

    private void SetBagLabels(ParseResult result, ObjectiveOptions objective)
    {
        if (objective.Name == WeakSupCon.Name)
        {
            Change(objective, own =>
            {
                own.NegativeLabels = result.GetValue(_negativeLabel) is { Length: > 0 } names ? names : own.NegativeLabels;
                own.NegativeShare = result.GetValue(_negativeShare) ?? own.NegativeShare;
            });
        }
        else if (new Option[] { _negativeLabel, _negativeShare }.FirstOrDefault(each => IsGiven(result, each)) is { } given)
        {
            throw new UsageException($"{given.Name} does not concern the objective '{objective.Name}': it belongs to {WeakSupCon.Name}");
        }
    }

    private void ApplyPairs(ParseResult result, PairOptions pairs)
    {
        pairs.Sampler = result.GetValue(_sampler) ?? pairs.Sampler;
        pairs.Spatial.MaxDistance = result.GetValue(_distance) ?? pairs.Spatial.MaxDistance;
        pairs.Spatial.ContextProbability = result.GetValue(_contextProbability) ?? pairs.Spatial.ContextProbability;
        foreach (Option option in new Option[] { _distance, _contextProbability }.Where(each => pairs.Sampler != "spatial" && IsGiven(result, each)))
        {
            CliOutput.Notice($"{option.Name} does not concern the sampler '{pairs.Sampler}' and has no effect.");
        }
    }

    private void ApplyEncoder(ParseResult result, EncoderOptions encoder)
    {
        encoder.Architecture = result.GetValue(_encoder) ?? encoder.Architecture;
        encoder.Width = result.GetValue(_width) ?? encoder.Width;
        encoder.InputSize = result.GetValue(_input) ?? encoder.InputSize;
        encoder.Stem = result.GetValue(_stem) switch
        {
            "small" => EncoderStem.Small,
            "imagenet" => EncoderStem.ImageNet,
            _ => encoder.Stem,
        };
    }

    private void ApplyTraining(ParseResult result, PretrainOptions options)
    {
        options.Augmentation.Preset = result.GetValue(_augmentation) ?? options.Augmentation.Preset;
        options.Optimization.Optimizer = result.GetValue(_optimizer) ?? options.Optimization.Optimizer;
        options.Optimization.LearningRate = result.GetValue(_learningRate) ?? options.Optimization.LearningRate;
        TrainingOptions training = options.Training;
        training.Device = result.GetValue(_device) ?? training.Device;
        training.Steps = result.GetValue(_steps) ?? training.Steps;
        training.BatchSize = result.GetValue(_batch) ?? training.BatchSize;
        training.Seed = result.GetValue(_seed) ?? training.Seed;
        training.ReaderThreads = result.GetValue(_threads) ?? training.ReaderThreads;
        training.ComputeThreads = result.GetValue(_computeThreads) ?? training.ComputeThreads;
        training.CheckpointEvery = result.GetValue(_checkpointEvery) ?? training.CheckpointEvery;
    }
}
