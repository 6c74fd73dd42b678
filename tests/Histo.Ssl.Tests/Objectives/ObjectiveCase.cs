using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>What the contract test must know of one objective. The defaults are those of an objective on two views with a residual network and without a teacher.</summary>
internal sealed record ObjectiveCase
{
    /// <summary>Makes heads, queues and prototypes small.</summary>
    public required Action<ObjectiveOptions> Shrink { get; init; }

    /// <summary>Creates the encoder that is trained.</summary>
    public Func<Encoder> CreateEncoder { get; init; } = ObjectiveCases.SmallResNet;

    /// <summary>Forwards of the online encoder in one step, counted by its first batch normalisation; null where it has none.</summary>
    public int? OnlineForwards { get; init; } = 2;

    /// <summary>Forwards of the teacher's encoder in one step; null where there is no teacher or no batch normalisation to count.</summary>
    public int? TeacherForwards { get; init; }

    /// <summary>Batches of embeddings that a result has.</summary>
    public int Embeddings { get; init; } = 2;

    /// <summary>A tensor of the heads that must be there by this name.</summary>
    public string KnownTensor { get; init; } = "projector.0.weight";

    /// <summary>Trainable parameters of encoder and heads that legitimately get no gradient in one step (a mask token of a step without masks, say).</summary>
    public Func<string, bool> MayLackGradient { get; init; } = _ => false;
}
