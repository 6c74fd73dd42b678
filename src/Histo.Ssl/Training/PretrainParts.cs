using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Schedules;
using Histo.Ssl.Views;

namespace Histo.Ssl.Training;

/// <summary>The parts that a trainer drives. It owns none of them: whoever made them disposes them.</summary>
public sealed record PretrainParts
{
    /// <summary>Gets what opens the stream of batches from a first batch number up to, not including, an end; the trainer disposes the stream.</summary>
    /// <remarks>Batch numbers count from 0 and differ from steps when batches are accumulated. A run is read in one stretch, or in several when samplers learn from it (see <see cref="Feedback"/>).</remarks>
    public required Func<long, long, IBatchSource> Batches { get; init; }

    /// <summary>Gets what makes the views.</summary>
    public required IViewMaker Views { get; init; }

    /// <summary>Gets the encoder, already on its device.</summary>
    public required Encoder Encoder { get; init; }

    /// <summary>Gets the objective, its heads already on the device.</summary>
    public required IJointEmbeddingObjective Objective { get; init; }

    /// <summary>Gets the optimiser, built after the modules were moved.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>Gets learning rate, weight decay and what is frozen, by step.</summary>
    public required OptimizationSchedule Schedule { get; init; }

    /// <summary>Gets the momentum of the objective's teacher by step; used only when it has one.</summary>
    /// <value>0.996 at every step (default).</value>
    public ISchedule TeacherMomentum { get; init; } = new ConstantSchedule(0.996);

    /// <summary>Gets what carries embeddings back to the samplers; null when none learns from them.</summary>
    public FeatureFeedback? Feedback { get; init; }

    /// <summary>Gets the averaged encoder; null for none.</summary>
    public AveragedWeights? Average { get; init; }
}
