using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>DINO: a student sees all crops, a momentum teacher the two global ones; then <see cref="DinoLoss"/>. Any encoder will do.</summary>
/// <remarks>
/// Crops of one size go through the student as one batch. The teacher stays in training mode without drop path and keeps its own batch-norm statistics, as in the official code. Global view 0 shows the anchor, view 1 its neighbour:
/// both global pairs are contextual, and with <see cref="LocalCropPolicy.AnchorOnly"/> half of the local ones (a reconstruction, see <see cref="LocalCropPolicy"/>).
/// Embeddings for the meters are the student's unit vectors before the prototypes. Teacher and centre belong to <see cref="Heads"/>: "teacher.encoder", "teacher.head", "dino_loss.center".
/// Source: facebookresearch/dino 7c446df, main_dino.py, train_one_epoch, and utils.py, MultiCropWrapper.
/// </remarks>
public sealed class DinoObjective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "dino";

    private readonly DinoOptions _options;
    private readonly DinoLoss _loss;
    private readonly ICollective _collective;
    private readonly DinoHead _head, _teacherHead;
    private readonly Encoder _teacher;
    private readonly TeacherTargets _targets;
    private readonly MomentumTeacher _momentum;

    /// <summary>Creates the objective with new heads on the CPU, and a twin of the encoder on its device.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="setup">Encoder, seed and ranks.</param>
    /// <exception cref="HistoException">HS0001: a setting is out of range.</exception>
    public DinoObjective(DinoOptions options, ObjectiveSetup setup)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(setup);
        OptionRange.Require(options);
        _options = options;
        _collective = setup.Collective;
        _loss = new DinoLoss { StudentTemperature = options.StudentTemperature };
        var spec = new DinoHeadSpec
        {
            Prototypes = options.Prototypes,
            HiddenSize = options.HiddenSize,
            BottleneckSize = options.BottleneckSize,
            Layers = options.HeadLayers,
            FixedGain = options.FixedGain,
        };
        _head = new DinoHead(setup.Encoder.EmbeddingSize, spec, setup.Seed, "head");
        _teacherHead = new DinoHead(setup.Encoder.EmbeddingSize, spec, setup.Seed, "head");
        _teacher = setup.Twin(setup.Encoder);
        _targets = new TeacherTargets(options.Prototypes, options.Balance, options.CenterMomentum, options.SinkhornIterations);
        _momentum = new MomentumTeacher((_teacher, setup.Encoder), (_teacherHead, _head));
        Heads = new ObjectiveHeads(("head", _head), ("teacher", new ObjectiveHeads(("encoder", _teacher), ("head", _teacherHead))), ("dino_loss", _targets));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Lower Objective.Dino.TeacherTemperature, set Objective.Dino.Balance=Sinkhorn, or take fewer prototypes.";

    /// <inheritdoc/>
    public int ProjectionSize => _options.BottleneckSize;

    /// <inheritdoc/>
    public ViewLayout Layout => new(_options.LocalCrops, _options.LocalCropPolicy);

    /// <inheritdoc/>
    /// <remarks>Parameters that are never trained, such as the gain of fixed prototypes, are left out: the teacher's are equal.</remarks>
    public IReadOnlyList<(Tensor Teacher, Tensor Online)> TeacherPairs => [.. _momentum.Pairs.Where(pair => pair.Online.requires_grad)];

    /// <inheritdoc/>
    /// <remarks>The layer onto the prototypes stays as it is for the first <see cref="DinoOptions.FreezeLastLayerShare"/> of the run.</remarks>
    public void AfterBackward(TrainingMoment moment)
    {
        if (moment.Step < moment.StepsOf(_options.FreezeLastLayerShare))
        {
            FrozenGradients.Drop(_head.LastLayer());
        }
    }

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MultiCrop.Require(Name, Layout, input.Views);
        using DisposeScope scope = NewDisposeScope();
        Tensor targets = Targets(input);
        Tensor bottleneck = _head.Bottleneck(MultiCrop.Encode(input.Encoder, input.Views));
        LossResult loss = _loss.Compute(_head.Logits(bottleneck), targets);
        return MultiCrop.Result(loss, bottleneck, input.Views[0].size(0));
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    private Tensor Targets(ObjectiveInput input)
    {
        using IDisposable frozen = no_grad();
        TrainingMoment moment = input.Moment;
        double temperature = new LinearSchedule(_options.WarmupTeacherTemperature, _options.TeacherTemperature, moment.StepsOf(_options.WarmupShare)).At(moment.Step);
        Tensor logits = _teacherHead.call(MultiCrop.Encode(_teacher, input.Views.Take(ViewLayout.GlobalViews)));
        return _targets.Next(logits, temperature, _collective);
    }
}
