using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>A self-supervised objective over two or more views: owns its heads (and, where it has them, teachers), runs the encoder as its method asks, returns a loss.</summary>
/// <remarks>
/// The objective decides how views go through the encoder (one forward a view or one for all: batch-norm statistics differ), so the encoder is handed to it. It never steps an optimiser.
/// Called from one thread. Disposing it disposes its heads, not the encoder.
/// </remarks>
public interface IJointEmbeddingObjective : IDisposable
{
    /// <summary>Gets the objective's name as in options and files, for example "barlow-twins".</summary>
    string Name { get; }

    /// <summary>Gets the heads, teachers and buffers that belong into the run state. Parameters that the optimiser must not touch (teachers) have no gradient.</summary>
    nn.Module Heads { get; }

    /// <summary>Gets the length of the rows of <see cref="ObjectiveResult.Embeddings"/>.</summary>
    int ProjectionSize { get; }

    /// <summary>Gets the views that the objective needs of each pair.</summary>
    /// <value><see cref="ViewLayout.Pair"/> by default.</value>
    ViewLayout Layout => ViewLayout.Pair;

    /// <summary>Gets how the anchors of a batch must be laid out.</summary>
    /// <value>Null by default: the objective takes any anchors, and the run's options choose.</value>
    AnchorStrata? Strata => null;

    /// <summary>Gets what somebody should know of how the objective was set up, in a sentence; null for nothing.</summary>
    string? Notice => null;

    /// <summary>Gets the pairs of tensors that a momentum teacher consists of: each teacher tensor follows its online tensor. Empty for most objectives.</summary>
    IReadOnlyList<(Tensor Teacher, Tensor Online)> TeacherPairs => [];

    /// <summary>Gets what to try when the embeddings collapse, beside what helps every objective; a sentence that names options.</summary>
    string CollapseAdvice => string.Empty;

    /// <summary>Gets when the trainer moves the teacher.</summary>
    TeacherUpdate TeacherUpdate => TeacherUpdate.AfterStep;

    /// <summary>Returns how the optimiser treats a parameter of <see cref="Heads"/>.</summary>
    /// <param name="parameter">Name of the parameter within the heads, "head.last_layer.weight_v" for example.</param>
    ParameterRole RoleOf(string parameter) => ParameterRole.Ordinary;

    /// <summary>Called once a step, after the gradients of all its batches are there and before they are clipped: an objective drops here the gradients of what is still frozen.</summary>
    /// <param name="moment">The step.</param>
    void AfterBackward(TrainingMoment moment)
    {
    }

    /// <summary>Computes the loss of one batch, with gradient.</summary>
    /// <param name="input">Encoder, views and what the rows are.</param>
    /// <returns>Loss, named terms and embeddings for the meters; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: a view has a shape that the objective cannot use.</exception>
    ObjectiveResult Compute(ObjectiveInput input);
}
