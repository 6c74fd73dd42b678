using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>DINOv2: class tokens as in DINO, masked patches as in iBOT, and a regulariser that spreads class tokens.</summary>
/// <remarks>
/// <code>loss = ClassWeight (global + local) + IbotWeight ibot + KoLeoWeight (k_0 + k_1) + KdeWeight (d_0 + d_1)</code>
/// The student sees all crops, the global ones masked (<see cref="BlockMasks"/>); the teacher sees the global ones unmasked, in evaluation mode. Crops of one size go through the student as one batch. Global view 0 and its mask show the anchor,
/// view 1 and its mask the neighbour: class terms cross over, patches are compared within one image only, because patches of two tiles do not correspond. The regularisers (of the encoder's class tokens, before the head) look at anchors and
/// neighbours apart. How crops are assigned to the pair is a reconstruction, see <see cref="LocalCropPolicy"/>.
/// A teacher in evaluation mode uses running statistics: where the encoder has batch normalisation, they are copied from the student at each batch (a vision transformer has none).
/// Embeddings for the meters are the student's unit vectors before the prototypes, of the masked crops. Teacher and centres belong to <see cref="Heads"/>: "teacher.encoder", "teacher.dino_head", "dino_loss.center", "ibot_patch_loss.center".
/// Masks are a function of (seed, batch, rank).
/// Source: facebookresearch/dinov2 b8931f7, train/ssl_meta_arch.py, SSLMetaArch.forward_backward.
/// </remarks>
public sealed class DinoV2Objective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "dinov2";

    /// <summary>Name of the term of <see cref="IbotLoss"/>.</summary>
    public const string Ibot = "ibot";

    /// <summary>Name of the term of <see cref="KoLeoLoss"/>: the sum over both global crops.</summary>
    public const string KoLeo = "koleo";

    /// <summary>Name of the term of <see cref="KdeLoss"/>: the sum over both global crops.</summary>
    public const string Kde = "kde";

    private readonly DinoV2Options _options;
    private readonly ulong _seed;
    private readonly ICollective _collective;
    private readonly Encoder _teacher;
    private readonly DinoV2Terms _terms;
    private readonly MomentumTeacher _momentum;

    /// <summary>Creates the objective with new heads on the CPU, and a twin of the encoder on its device.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="setup">Encoder, seed and ranks.</param>
    /// <exception cref="HistoException">HS0001: a setting is out of range. HS1603: <see cref="DinoV2Options.IbotWeight"/> is positive and the encoder has no patch tokens.</exception>
    public DinoV2Objective(DinoV2Options options, ObjectiveSetup setup)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(setup);
        OptionRange.Require(options);
        RequireRatios(options);
        if (options.IbotWeight > 0 && setup.Encoder is not ITokenEncoder)
        {
            throw ObjectiveRules.TokensNeeded(setup.Encoder.Spec.Architecture);
        }

        _options = options;
        _seed = setup.Seed;
        _collective = setup.Collective;
        DinoV2Heads student = DinoV2Heads.Create(options, setup.Encoder.EmbeddingSize, setup.Seed), teacher = DinoV2Heads.Create(options, setup.Encoder.EmbeddingSize, setup.Seed);
        _teacher = setup.Twin(setup.Encoder);
        _terms = new DinoV2Terms(options, student, teacher, _collective);
        _momentum = new MomentumTeacher([(_teacher, setup.Encoder), .. teacher.Named().Zip(student.Named(), (follower, leader) => (follower.Head, leader.Head))]);
        var state = new List<(string Name, nn.Module Head)>(student.Named())
        {
            ("teacher", new ObjectiveHeads([("encoder", _teacher), .. teacher.Named()])),
            ("dino_loss", _terms.ClassTargets),
        };
        if (_terms.PatchTargets is { } patches)
        {
            state.Add(("ibot_patch_loss", patches));
        }

        Heads = new ObjectiveHeads([.. state]);
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Lower Objective.DinoV2.TeacherTemperature, set Objective.DinoV2.Balance=Sinkhorn, raise KoLeoWeight or KdeWeight, or take fewer prototypes.";

    /// <inheritdoc/>
    public int ProjectionSize => _options.BottleneckSize;

    /// <inheritdoc/>
    public ViewLayout Layout => new(_options.LocalCrops, _options.LocalCropPolicy);

    /// <inheritdoc/>
    public IReadOnlyList<(Tensor Teacher, Tensor Online)> TeacherPairs => _momentum.Pairs;

    /// <inheritdoc/>
    /// <remarks>The layers onto the prototypes are <see cref="ParameterRole.LastLayer"/>.</remarks>
    public ParameterRole RoleOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.Contains("last_layer.", StringComparison.Ordinal) ? ParameterRole.LastLayer : ParameterRole.Ordinary;
    }

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MultiCrop.Require(Name, Layout, input.Views);
        using DisposeScope scope = NewDisposeScope();
        TrainingMoment moment = input.Moment;
        double temperature = new LinearSchedule(_options.WarmupTeacherTemperature, _options.TeacherTemperature, moment.StepsOf(_options.WarmupShare)).At(moment.Step);
        Tensor globals = cat([input.Views[0], input.Views[1]]);
        Tensor? local = _options.LocalCrops > 0 ? MultiCrop.Encode(input.Encoder, input.Views.Skip(ViewLayout.GlobalViews)) : null;
        DinoV2Tokens tokens = _options.IbotWeight > 0 ? MaskedTokens(input, globals, local) : ClassTokens(input.Encoder, globals, local);
        (LossResult loss, Tensor bottleneck) = _terms.Compute(tokens, temperature);
        return MultiCrop.Result(loss, bottleneck, input.Views[0].size(0));
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    private static void RequireRatios(DinoV2Options options)
    {
        if (options.MinimumMaskRatio > options.MaximumMaskRatio)
        {
            throw new HistoException(
                ErrorCodes.InvalidOption, "the smallest masked share is above the largest", nameof(DinoV2Options.MinimumMaskRatio), options.MinimumMaskRatio, $"at most {options.MaximumMaskRatio}");
        }
    }

    private DinoV2Tokens ClassTokens(Encoder student, Tensor globals, Tensor? local)
    {
        Tensor own = MultiCrop.ClassTokens(student, globals);
        return new DinoV2Tokens(own, local, Teach(student, () => MultiCrop.ClassTokens(_teacher, globals)));
    }

    private DinoV2Tokens MaskedTokens(ObjectiveInput input, Tensor globals, Tensor? local)
    {
        var student = (ITokenEncoder)input.Encoder;
        Tensor masks = Masks(input, globals, student.PatchSize);
        EncoderTokens taught = Teach(input.Encoder, () => ((ITokenEncoder)_teacher).ForwardTokens(globals));
        EncoderTokens own = student.ForwardTokens(globals, masks.to(globals.device));
        return new DinoV2Tokens(own.Cls, local, taught.Cls) { Patches = (masks, own.Patches, taught.Patches) };
    }

    // Masks are drawn by batch and not by optimiser step: accumulated batches have masks of their own.
    private Tensor Masks(ObjectiveInput input, Tensor globals, int patchSize)
    {
        int crops = (int)globals.size(0);
        var masks = new BlockMasks((int)globals.size(2) / patchSize, (int)globals.size(3) / patchSize)
        {
            Probability = _options.MaskProbability,
            MinimumRatio = _options.MinimumMaskRatio,
            MaximumRatio = _options.MaximumMaskRatio,
        };
        return tensor(masks.Create(crops, _seed, input.Context.Step, _collective.Rank)).reshape(crops, -1);
    }

    private T Teach<T>(Encoder student, Func<T> forward)
    {
        using IDisposable frozen = no_grad();
        _teacher.eval();
        Dictionary<string, Tensor> statistics = student.named_buffers().ToDictionary(entry => entry.name, entry => entry.buffer, StringComparer.Ordinal);
        foreach ((string name, Tensor buffer) in _teacher.named_buffers())
        {
            buffer.copy_(statistics[name]);
        }

        return forward();
    }
}
