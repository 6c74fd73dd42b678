using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>BYOL: both views through the online network with its predictor and through a momentum teacher without one, then <see cref="ByolLoss"/>.</summary>
/// <remarks>
/// Each view has a forward of its own, in the online network and in the teacher. The teacher is a copy of encoder and projector, in training mode: its batch normalisation uses the statistics of its own batches, and
/// its running statistics are its own. (The official code starts the teacher from another random key and notes no difference.) Projector and predictor: Linear with bias, batch normalisation, ReLU, Linear
/// without bias. The teacher's momentum is the trainer's; the official schedule is 1 - (1 - m0)(cos(pi k / K) + 1) / 2 with m0 0.97 (40 epochs) to 0.996 (1000 epochs); small batches need more.
/// Source: J.-B. Grill et al., "Bootstrap your own latent", NeurIPS 2020; google-deepmind/deepmind-research 4822a455, byol/byol_experiment.py.
/// </remarks>
public sealed class ByolObjective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "byol";

    private readonly ProjectionHead _projector, _predictor;
    private readonly TeacherNetwork _teacher;
    private readonly ByolLoss _loss = new();

    /// <summary>Creates the objective with new heads on the CPU; the twin of the encoder is where the encoder is.</summary>
    /// <param name="encoder">The encoder that will be trained; kept, not disposed.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Seed of the heads' weights.</param>
    /// <exception cref="HistoException">HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public ByolObjective(Encoder encoder, ByolOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        TeacherUpdate = options.TeacherUpdate;
        ProjectorSpec spec = ProjectorSpec.Parse(options.Projector) with { HiddenBias = true };
        _projector = new ProjectionHead(encoder.EmbeddingSize, spec, seed);
        _predictor = new ProjectionHead(spec.OutputSize, new ProjectorSpec { Sizes = [options.PredictorHidden, spec.OutputSize], HiddenBias = true }, seed, "predictor");
        _teacher = new TeacherNetwork(encoder, _projector);
        Heads = new ObjectiveHeads(("projector", _projector), ("predictor", _predictor), ("teacher", _teacher));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Raise Optimization.TeacherMomentum (small batches need 0.999 or more), or widen Objective.Byol.PredictorHidden.";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public IReadOnlyList<(Tensor Teacher, Tensor Online)> TeacherPairs => _teacher.Pairs;

    /// <inheritdoc/>
    public TeacherUpdate TeacherUpdate { get; }

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ProjectedPair.RequireTwoViews(Name, input.Views);
        using DisposeScope scope = NewDisposeScope();
        Tensor first = _projector.call(input.Encoder.call(input.Views[0])), second = _projector.call(input.Encoder.call(input.Views[1]));
        Tensor firstTarget = _teacher.call(input.Views[0]), secondTarget = _teacher.call(input.Views[1]);
        return ObjectiveResult.From(_loss.Compute(_predictor.call(first), _predictor.call(second), firstTarget, secondTarget), first, second);
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();
}
