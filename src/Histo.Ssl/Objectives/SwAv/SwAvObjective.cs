using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>SwAV: views of one size through the encoder as one batch, all of them through projector and unit prototypes, then <see cref="SwAvLoss"/>.</summary>
/// <remarks>
/// Batch-norm statistics are those of all crops of one size together, as in the official code (facebookresearch/swav 06b1b7c, src/resnet50.py, forward). Both global views give codes: the anchor's code is predicted
/// from its neighbour and the other way round. Embeddings for the meters are the unit vectors behind the projector. Prototypes, queue and the number of its rows belong to <see cref="Heads"/>.
/// </remarks>
public sealed class SwAvObjective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "swav";

    private readonly SwAvOptions _options;
    private readonly SwAvLoss _loss;
    private readonly ICollective _collective;
    private readonly ProjectionHead _projector;
    private readonly SwAvPrototypes _prototypes;
    private readonly SwAvQueue? _queue;

    /// <summary>Creates the objective with new heads on the CPU.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="setup">Encoder, seed and ranks.</param>
    /// <exception cref="HistoException">HS1506: the projector cannot be read. HS0001: a setting is out of range, or the queue cannot be divided among the ranks.</exception>
    public SwAvObjective(SwAvOptions options, ObjectiveSetup setup)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(setup);
        OptionRange.Require(options);
        _options = options;
        _collective = setup.Collective;
        _loss = new SwAvLoss { Temperature = options.Temperature, Epsilon = options.Epsilon, Balance = new Sinkhorn { Iterations = options.SinkhornIterations } };
        _projector = new ProjectionHead(setup.Encoder.EmbeddingSize, ProjectorSpec.Parse(options.Projector) with { HiddenBias = true, OutputBias = true }, setup.Seed);
        _prototypes = new SwAvPrototypes(options.Prototypes, _projector.OutputSize, setup.Seed);
        _queue = options.QueueLength > 0 ? new SwAvQueue(QueueRows(options, _collective.WorldSize), _projector.OutputSize) : null;
        Heads = _queue is null
            ? new ObjectiveHeads(("projector", _projector), ("prototypes", _prototypes))
            : new ObjectiveHeads(("projector", _projector), ("prototypes", _prototypes), ("queue", _queue));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Take fewer prototypes (Objective.SwAv.Prototypes), or set Objective.SwAv.QueueLength when a batch is smaller than their number.";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public ViewLayout Layout => new(_options.LocalCrops, _options.LocalCropPolicy);

    /// <inheritdoc/>
    /// <remarks>The first <see cref="SwAvOptions.FreezePrototypesSteps"/> steps leave the prototypes as they are.</remarks>
    public void AfterBackward(TrainingMoment moment)
    {
        if (moment.Step < _options.FreezePrototypesSteps)
        {
            FrozenGradients.Drop(_prototypes.parameters());
        }
    }

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MultiCrop.Require(Name, Layout, input.Views);
        using DisposeScope scope = NewDisposeScope();
        long pairs = input.Views[0].size(0);
        _prototypes.Normalise();
        Tensor embeddings = nn.functional.normalize(Embeddings.AtLeastSingle(_projector.call(MultiCrop.Encode(input.Encoder, input.Views))), dim: 1);
        Tensor scores = _prototypes.call(embeddings);
        Tensor codes = Codes(embeddings.narrow(0, 0, 2 * pairs), scores.narrow(0, 0, 2 * pairs), input.Moment);
        return MultiCrop.Result(_loss.Compute(scores, codes), embeddings, pairs);
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    private static long QueueRows(SwAvOptions options, int ranks) => options.QueueLength % ranks == 0
        ? options.QueueLength / ranks
        : throw new HistoException(ErrorCodes.InvalidOption, "the queue cannot be divided among the ranks", nameof(SwAvOptions.QueueLength), options.QueueLength, $"a multiple of {ranks}");

    // The queue's scores are those of its content before the batch enters it.
    private Tensor Codes(Tensor embeddings, Tensor scores, TrainingMoment moment)
    {
        if (_queue is null || moment.Step < moment.StepsOf(_options.QueueStartShare))
        {
            return _loss.Codes(scores, null, _collective);
        }

        Tensor? queued = _queue.Scores(_prototypes);
        _queue.Push(embeddings);
        return _loss.Codes(scores, queued, _collective);
    }
}
