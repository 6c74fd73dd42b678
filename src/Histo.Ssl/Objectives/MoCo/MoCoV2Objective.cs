using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>MoCo v2: view 0 through the online network gives queries, view 1 through a momentum teacher gives keys, older keys are the negatives; then <see cref="MoCoV2Loss"/>.</summary>
/// <remarks>
/// The loss uses the queue as it was before the batch; the batch's keys (of all ranks) are pushed afterwards. The queue knows slide, column and row of each key, so that keys near a query are no negatives where the batch
/// has an exclusion radius: a reconstruction. The projector has biases, ReLU between, and no batch normalisation. The official code shuffles the images over devices before the teacher's forward, so that batch
/// statistics do not give pairs away; that has a meaning only with several devices and is left out. The teacher runs in training mode. Its official momentum is 0.999.
/// Source: X. Chen et al., "Improved baselines with momentum contrastive learning", arXiv 2003.04297; facebookresearch/moco 132aea9, moco/builder.py.
/// </remarks>
public sealed class MoCoV2Objective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "moco-v2";

    private readonly ProjectionHead _projector;
    private readonly TeacherNetwork _teacher;
    private readonly MoCoKeyBank _queue;
    private readonly MoCoV2Loss _loss;
    private readonly bool _excludeNeighbours;
    private readonly ICollective _collective;

    /// <summary>Creates the objective with new heads on the CPU; the twin of the encoder is where the encoder is.</summary>
    /// <param name="encoder">The encoder that will be trained; kept, not disposed.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Seed of the heads' weights and of the first queue.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <exception cref="HistoException">HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public MoCoV2Objective(Encoder encoder, MoCoV2Options options, ulong seed, ICollective? collective = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        (TeacherUpdate, _excludeNeighbours, _collective) = (options.TeacherUpdate, options.ExcludeNeighbours, collective ?? SingleProcess.Instance);
        _loss = new MoCoV2Loss { Temperature = options.Temperature };
        _projector = new ProjectionHead(encoder.EmbeddingSize, ProjectorSpec.Parse(options.Projector) with { HiddenBias = true, HiddenNormalization = false, OutputBias = true }, seed);
        _teacher = new TeacherNetwork(encoder, _projector);
        _queue = new MoCoKeyBank(options.QueueSize, _projector.OutputSize, seed);
        Heads = new ObjectiveHeads(("projector", _projector), ("teacher", _teacher), ("queue", _queue));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Raise Optimization.TeacherMomentum or Objective.MoCoV2.QueueSize, or lower Objective.MoCoV2.Temperature.";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public IReadOnlyList<(Tensor Teacher, Tensor Online)> TeacherPairs => _teacher.Pairs;

    /// <inheritdoc/>
    public TeacherUpdate TeacherUpdate { get; }

    /// <inheritdoc/>
    /// <remarks>Changes the queue. The embeddings are the queries of view 0 and the keys of view 1.</remarks>
    public ObjectiveResult Compute(ObjectiveInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ProjectedPair.RequireTwoViews(Name, input.Views);
        NegativeExclusion.RequireContext(Name, input);
        using DisposeScope scope = NewDisposeScope();
        Tensor query = _projector.call(input.Encoder.call(input.Views[0])), key = _teacher.call(input.Views[1]);
        Tensor addresses = NegativeExclusion.Addresses(input.Context, 2, key.device);
        int radius = input.Context.ExclusionRadius;
        Tensor? excluded = _excludeNeighbours && radius > 0 ? NegativeExclusion.Close(addresses.select(1, 0), _queue.Addresses(), radius) : null;

        // The copy stays as it is for backward; the queue itself changes below.
        LossResult result = _loss.Compute(query, key, _queue.Keys.clone(), excluded);
        _queue.Push(_collective.Gather(Embeddings.Unit(key)), _collective.Gather(addresses.select(1, 1)));
        return ObjectiveResult.From(result, query, key);
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();
}
