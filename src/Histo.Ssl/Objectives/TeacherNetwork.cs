using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The slow copy of encoder and projector: "teacher.encoder.*" and "teacher.projector.*" in the run state.</summary>
/// <remarks>
/// Runs in training mode with the batch statistics of its own forwards, as in the official codes: only parameters follow the online network, running statistics do not. Gradients stay off.
/// The online modules are no children of it.
/// </remarks>
internal sealed class TeacherNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Encoder encoder;
    private readonly ProjectionHead projector;
    private readonly MomentumTeacher _momentum;

    public TeacherNetwork(Encoder onlineEncoder, ProjectionHead onlineProjector)
        : base(nameof(TeacherNetwork))
    {
        encoder = EncoderFactory.CreateTwin(onlineEncoder);
        projector = new ProjectionHead(onlineProjector.InputSize, onlineProjector.Spec, seed: 0);
        _momentum = new MomentumTeacher((encoder, onlineEncoder), (projector, onlineProjector));
        RegisterComponents();
    }

    /// <summary>Teacher and online parameter, pair by pair.</summary>
    public IReadOnlyList<(Tensor Teacher, Tensor Online)> Pairs => _momentum.Pairs;

    /// <summary>Projects images (N, 3, S, S) without gradient.</summary>
    public override Tensor forward(Tensor input)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return projector.call(encoder.call(input)).MoveToOuterDisposeScope();
    }
}
