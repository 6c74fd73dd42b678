using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>What an objective is given at each step.</summary>
/// <param name="Encoder">The encoder that is trained, in training mode.</param>
/// <param name="Views">One tensor (N, 3, S, S) a view: view 0 shows the anchors, view 1 their positives, further ones are local crops of another size.</param>
/// <param name="Context">What the rows are: row v N + i is view v of pair i.</param>
public sealed record ObjectiveInput(Encoder Encoder, IReadOnlyList<Tensor> Views, BatchContext Context)
{
    /// <summary>Gets where the run stands.</summary>
    /// <value>The step and epoch of the context in a run of unknown length (default).</value>
    public TrainingMoment Moment { get; init; } = new(Context.Step, 0, Context.Epoch);
}
